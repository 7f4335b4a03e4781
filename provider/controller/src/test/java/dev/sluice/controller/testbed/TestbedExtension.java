package dev.sluice.controller.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.junit.ControlPlaneExtension;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test its {@link Space}, and the {@link Testbed} that all share. After each test every status that anybody could
 * see in its space is held against {@link StatusRules}.
 */
public final class TestbedExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(TestbedExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type.equals(Space.class) || type.equals(Testbed.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Testbed.class)
        ? testbed(context)
        : context.getStore(NAMESPACE).getOrComputeIfAbsent(Space.class, k -> testbed(context).space(), Space.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var space = context.getStore(NAMESPACE).get(Space.class, Space.class);
    if (space != null) {
      testbed(context).seen(space).forEach((object, history) -> assertThat(StatusRules.broken(history)).as(object).isEmpty());
    }
  }

  private static Testbed testbed(ExtensionContext context) {
    // Before the store knows of the testbed: what it knows last is closed first.
    var controlPlane = ControlPlaneExtension.shared(context);
    return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Testbed.class, k -> new Testbed(controlPlane), Testbed.class);
  }
}
