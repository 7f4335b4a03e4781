package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.PollInterval;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.engine.Engines;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Supplier;

/** Puts this package together. */
public final class CredentialsModule implements AutoCloseable {
  private final KubernetesClient client;
  private final Caches caches;
  private final WakeUps wakeUps;
  private final Events events;
  private final PollInterval poll;
  private final Clock clock;
  private final Servers servers;
  private final Credentials credentials;

  public CredentialsModule(
      KubernetesClient client,
      Caches caches,
      WakeUps wakeUps,
      WatchedObjects watched,
      Events events,
      PollInterval poll,
      Clock clock,
      Engines engines,
      CredentialSource.LocalSources allowed) {
    this.client = Objects.requireNonNull(client, "client");
    this.caches = Objects.requireNonNull(caches, "caches");
    this.wakeUps = Objects.requireNonNull(wakeUps, "wakeUps");
    this.events = Objects.requireNonNull(events, "events");
    this.poll = Objects.requireNonNull(poll, "poll");
    this.clock = Objects.requireNonNull(clock, "clock");
    var secrets = new Secrets(client, watched);
    var design = new ServerDesign(secrets, new CredentialSource(allowed, System::getenv), allowed.dataFolders());
    this.servers = new Servers(engines, secrets, design);
    this.credentials = new Credentials(caches, servers, new AllowedNamespaces(client));
  }

  public Credentials credentials() {
    return credentials;
  }

  /** A reconciler for one of the kinds that hold credentials. */
  public <C extends AnyProviderConfig> ProviderConfigReconciler<C> reconciler(
      String name, String group, Supplier<C> blank) {
    var writer = new ProviderConfigWriter<>(client, blank, clock);
    var pass =
        new ProviderConfigPass<>(writer, new Users(caches, client), credentials, wakeUps, events, poll, clock);
    return new ProviderConfigReconciler<>(name, group, wakeUps, credentials, pass);
  }

  @Override
  public void close() {
    servers.close();
  }
}
