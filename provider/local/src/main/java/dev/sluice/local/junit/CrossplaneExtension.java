package dev.sluice.local.junit;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.crossplane.CrossplaneBinaries;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * {@code @ExtendWith(CrossplaneExtension.class)}: parameters of type {@link Crossplane} get the one Crossplane of this test
 * JVM, with a control plane of its own that keeps an audit log. It starts with the first test that asks for it and ends after the last one.
 * Tests are skipped, with the reason, where its programs can't be had.
 */
public final class CrossplaneExtension implements ParameterResolver, ExecutionCondition {
  private static final Namespace NAMESPACE = Namespace.create(CrossplaneExtension.class);

  private record Started(ControlPlane controlPlane, Crossplane crossplane) implements AutoCloseable {
    static Started start() {
      ControlPlane controlPlane = ControlPlane.builder().auditLog().start();
      try {
        return new Started(controlPlane, Crossplane.builder(controlPlane).start());
      } catch (RuntimeException e) {
        controlPlane.close();
        throw e;
      }
    }

    @Override
    public void close() {
      crossplane.close();
      controlPlane.close();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return CrossplaneBinaries.ofUser(line -> { }).missing()
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("Crossplane's programs are there or can be built"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Crossplane.class);
  }

  @Override
  public Crossplane resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  /** For extensions that need the same Crossplane. */
  public static Crossplane shared(ExtensionContext context) {
    // The root store closes what it holds when the whole run ends.
    return context.getRoot().getStore(NAMESPACE)
        .getOrComputeIfAbsent(Started.class, key -> Started.start(), Started.class).crossplane();
  }
}
