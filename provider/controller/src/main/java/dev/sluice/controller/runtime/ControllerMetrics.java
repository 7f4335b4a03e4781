package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.Controller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;

/**
 * Reconciles under the names that dashboards of controllers ask for, by controller. An error is what escaped a reconcile; the
 * trouble of a resource is told in its status, and reconciled again like anything else.
 *
 * <p>Names: controller-runtime, pkg/internal/controller/metrics.
 */
final class ControllerMetrics implements Metrics {
  private static final String PREFIX = "controller.runtime.reconcile";

  private final MeterRegistry registry;

  ControllerMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void controllerRegistered(Controller<? extends HasMetadata> controller) {
    errors(controller.getConfiguration().getName());
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    var timing = Timer.start(registry);
    var result = "error";
    try {
      var done = execution.execute();
      result = done instanceof UpdateControl<?> control && control.getScheduleDelay().isPresent() ? "requeue_after" : "success";
      return done;
    } finally {
      var controller = execution.controllerName();
      if (result.equals("error")) {
        errors(controller).increment();
      }
      timing.stop(Timer.builder(PREFIX + ".time").tag("controller", controller).publishPercentileHistogram().register(registry));
      Counter.builder(PREFIX).tag("controller", controller).tag("result", result).register(registry).increment();
    }
  }

  private Counter errors(String controller) {
    return Counter.builder(PREFIX + ".errors").tag("controller", controller).register(registry);
  }
}
