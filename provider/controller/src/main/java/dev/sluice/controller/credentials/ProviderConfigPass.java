package dev.sluice.controller.credentials;

import dev.sluice.api.common.Condition;
import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.api.config.ProviderConfigStatus;
import dev.sluice.controller.event.Events;
import dev.sluice.controller.managed.Backoff;
import dev.sluice.controller.managed.Conditions;
import dev.sluice.controller.managed.PollInterval;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at a ProviderConfig. */
final class ProviderConfigPass<C extends AnyProviderConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderConfigPass.class);
  private static final Duration WHILE_IT_FAILS = Duration.ofSeconds(3);
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final ProviderConfigWriter<C> writer;
  private final Users users;
  private final Credentials credentials;
  private final WakeUps wakeUps;
  private final Events events;
  private final PollInterval poll;
  private final Conditions conditions;
  private final Clock clock;
  /** For those whose users can't be counted yet: for a moment at a start, or for as long as a kind can't be watched. */
  private final Backoff notYet = new Backoff(RandomGenerator.getDefault());
  private final Map<String, Probe> probes = new ConcurrentHashMap<>();

  /** What the last login said; {@code by} tells the credentials. */
  private record Probe(long generation, DatabaseServer by, Instant at, Standing standing, Optional<String> version) {
    boolean failed() {
      return standing.kind() != Standing.Kind.AVAILABLE;
    }

    /** Whether it means the same for those who use it. */
    boolean isAs(Probe other) {
      return generation == other.generation && failed() == other.failed();
    }
  }

  ProviderConfigPass(
      ProviderConfigWriter<C> writer,
      Users users,
      Credentials credentials,
      WakeUps wakeUps,
      Events events,
      PollInterval poll,
      Clock clock) {
    this.writer = Objects.requireNonNull(writer, "writer");
    this.users = Objects.requireNonNull(users, "users");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.wakeUps = Objects.requireNonNull(wakeUps, "wakeUps");
    this.events = Objects.requireNonNull(events, "events");
    this.poll = Objects.requireNonNull(poll, "poll");
    this.conditions = new Conditions(clock);
    this.clock = clock;
  }

  void forget(String uid) {
    probes.remove(uid);
    notYet.succeeded(uid);
    writer.forget(uid);
  }

  Duration run(ObjectKey key, C watched, WakeUps.Reads reads) {
    var config = writer.latest(watched);
    if (config.getMetadata().getDeletionTimestamp() != null) {
      return leave(key, config);
    }
    config = writer.keep(config);
    var before = probes.get(config.getMetadata().getUid());
    var probe = probe(key, config, reads, before);
    probes.put(config.getMetadata().getUid(), probe);
    var known = users.areKnown();
    var count = known ? Optional.of(users.of(key)) : Optional.ofNullable(config.getStatus()).map(ProviderConfigStatus::users);
    var written = writer.status(config, status(config, probe, count), before == null || !before.standing.equals(probe.standing));
    if (before == null || !before.isAs(probe)) {
      // All that use it waited for this, or must learn of it; what it allows is for them to see, too.
      wakeUps.changed(key);
    }
    if (!known) {
      var pause = notYet.next(config.getMetadata().getUid());
      return probe.failed() && pause.compareTo(WHILE_IT_FAILS) > 0 ? WHILE_IT_FAILS : pause;
    }
    notYet.succeeded(config.getMetadata().getUid());
    return written.orElse(probe.failed() ? WHILE_IT_FAILS : poll.standard());
  }

  private Duration leave(ObjectKey key, C config) {
    if (!users.areKnown()) {
      return notYet.next(config.getMetadata().getUid());
    }
    var count = users.of(key);
    var referring = users.referring(key);
    if (count > 0 || !referring.isEmpty() || users.onRecord(key)) {
      var message = blocking(key, count, referring);
      events.warning(config, "UsageAccounting", message);
      writer.status(config, terminating(config, count, message), true);
      return WHILE_IT_FAILS;
    }
    writer.release(config);
    return poll.standard();
  }

  private static String blocking(ObjectKey key, long count, List<ObjectKey> referring) {
    var resources = "%d managed resources use %s; delete them or let them use another first.".formatted(count, key);
    var others = referring.stream().map(other -> "spec.scratch of %s names %s; remove it there first.".formatted(other, key));
    var all = Stream.concat(count == 0 && !referring.isEmpty() ? Stream.empty() : Stream.of(resources), others);
    return "Blocking deletion while usages still exist: " + all.collect(Collectors.joining(" "));
  }

  private Probe probe(ObjectKey key, C config, WakeUps.Reads reads, Probe before) {
    var now = Instant.now(clock);
    var generation = config.getMetadata().getGeneration();
    try {
      var handle = credentials.open(key, config, reads).handle();
      var stillGood =
          before != null && before.by == handle && before.generation == generation && !before.failed() && before.at.plus(GOOD_FOR).isAfter(now);
      if (stillGood) {
        return before;
      }
      var version = handle.facts().version();
      var standing = Standing.available("Available", "Logged in; the server is version %s.".formatted(version));
      return new Probe(generation, handle, now, standing, Optional.of(version));
    } catch (EngineException e) {
      return failed(generation, now, e.failure(), before);
    } catch (KubernetesClientException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("{}: an error of the provider; it is tried again", key, e);
      var message = "An error of the provider (%s); its log has more. It is tried again.".formatted(e.getClass().getSimpleName());
      return failed(generation, now, new Failure.Transient("InternalError", message, Optional.empty()), before);
    }
  }

  private static Probe failed(long generation, Instant now, Failure failure, Probe before) {
    return new Probe(generation, null, now, Standing.of(failure), Optional.ofNullable(before).flatMap(Probe::version));
  }

  private ProviderConfigStatus status(C config, Probe probe, Optional<Long> count) {
    var generation = config.getMetadata().getGeneration();
    return new ProviderConfigStatus(
        generation,
        count.orElse(null),
        probe.version.orElse(null),
        conditions.of(probe.standing, known(config), generation));
  }

  private ProviderConfigStatus terminating(C config, long count, String message) {
    var generation = config.getMetadata().getGeneration();
    var next = new ArrayList<>(known(config));
    next.removeIf(c -> c.type().equals("Terminating"));
    var now = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    next.add(new Condition("Terminating", "True", "InUse", message, now, generation));
    var version = config.getStatus() == null ? null : config.getStatus().serverVersion();
    return new ProviderConfigStatus(generation, count, version, Conditions.settle(next, known(config)));
  }

  private List<Condition> known(C config) {
    return config.getStatus() == null ? List.of() : config.getStatus().conditions();
  }
}
