package dev.sluice.local.junit;

import dev.sluice.local.controlplane.ControlPlane;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * {@code @ExtendWith(ControlPlaneExtension.class)}: parameters of type {@link ControlPlane} get the one control plane of
 * this test JVM, with an audit log. It starts with the first test that asks for it and ends after the last one, so tests
 * keep to namespaces of their own and leave the API server running.
 */
public final class ControlPlaneExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(ControlPlane.class);
  }

  @Override
  public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  /** For extensions that need the same control plane. */
  public static ControlPlane shared(ExtensionContext context) {
    // The root store closes what it holds when the whole run ends.
    return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(
        ControlPlane.class, key -> ControlPlane.builder().auditLog().start(), ControlPlane.class);
  }
}
