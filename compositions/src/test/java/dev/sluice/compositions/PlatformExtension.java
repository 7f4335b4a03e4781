package dev.sluice.compositions;

import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.junit.CrossplaneExtension;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives parameters of type {@link Platform} the one of this test JVM, on the shared {@link Crossplane}; tests are skipped
 * where that can't be had.
 */
public final class PlatformExtension implements ParameterResolver, ExecutionCondition {
  private static final Namespace NAMESPACE = Namespace.create(PlatformExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return new CrossplaneExtension().evaluateExecutionCondition(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Platform.class);
  }

  @Override
  public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Crossplane crossplane = CrossplaneExtension.shared(context);
    return context.getRoot().getStore(NAMESPACE)
        .getOrComputeIfAbsent(Platform.class, key -> Platform.start(crossplane), Platform.class);
  }
}
