package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.Primary;
import dev.sluice.controller.reference.WakeUps;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles one kind of ProviderConfig: says whether its credentials work, and keeps it while anything uses it. */
public final class ProviderConfigReconciler<C extends AnyProviderConfig> implements Reconciler<C> {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderConfigReconciler.class);
  private static final Duration AFTER_API_FAILURE = Duration.ofSeconds(2);

  private final String name;
  private final String group;
  private final WakeUps wakeUps;
  private final Credentials credentials;
  private final ProviderConfigPass<C> pass;

  /** @param name the controller's, such as {@code providerconfig.db.m.sluice.dev} */
  ProviderConfigReconciler(
      String name, String group, WakeUps wakeUps, Credentials credentials, ProviderConfigPass<C> pass) {
    this.name = Objects.requireNonNull(name, "name");
    this.group = Objects.requireNonNull(group, "group");
    this.wakeUps = Objects.requireNonNull(wakeUps, "wakeUps");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.pass = Objects.requireNonNull(pass, "pass");
  }

  @Override
  public List<EventSource<?, C>> prepareEventSources(EventSourceContext<C> context) {
    var wakes = new SimpleInboundEventSource<C>("wake-ups");
    wakeUps.register(name, wakes::propagateEvent);
    return List.of(wakes);
  }

  @Override
  public UpdateControl<C> reconcile(C config, Context<C> context) {
    var primary = new Primary(name, ResourceID.fromResource(config));
    var key =
        new ObjectKey(
            Kinds.of(config.getKind(), group),
            Optional.ofNullable(config.getMetadata().getNamespace()),
            config.getMetadata().getName());
    if (context.isPrimaryResourceDeleted()) {
      wakeUps.forget(primary);
      pass.forget(config.getMetadata().getUid());
      credentials.forget(key);
      wakeUps.changed(key);
      return UpdateControl.noUpdate();
    }
    try (var reads = wakeUps.begin(primary)) {
      reads.add(Usages.key(key));
      var next = pass.run(key, config, reads);
      return UpdateControl.<C>noUpdate().rescheduleAfter(next);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.warn("{}: the API server refused or did not answer ({}); tried again", key, e.getMessage());
      }
      return UpdateControl.<C>noUpdate().rescheduleAfter(AFTER_API_FAILURE);
    }
  }
}
