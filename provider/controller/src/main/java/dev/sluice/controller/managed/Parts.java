package dev.sluice.controller.managed;

import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.reference.WatchedObjects;
import dev.sluice.controller.runtime.ManagedMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What all kinds share.
 *
 * @param threads for writes that go on beside other work
 */
public record Parts(
    KubernetesClient client,
    Clock clock,
    Events events,
    Credentials credentials,
    Usages usages,
    WakeUps wakeUps,
    WatchedObjects watched,
    PollInterval poll,
    ManagedMetrics metrics,
    Executor threads) {}
