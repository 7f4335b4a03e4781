package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All that a watch tells about the resources of one kind in one namespace, with the moment at which each event arrived.
 * Opened before anything is applied, so that nothing is asked for by polling.
 */
final class Sightings implements AutoCloseable {
  private static final int EXAMPLES = 3;

  private final InputStream stream;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, List<Sighting>> byName = new HashMap<>();
  private boolean ended;

  private Sightings(InputStream stream) {
    this.stream = requireNonNull(stream, "stream is null");
  }

  static Sightings open(Api api, String namespace, Kind kind) {
    Sightings sightings = new Sightings(api.watch(Api.collection(namespace, kind.plural())));
    Thread.ofPlatform().daemon().name("watch-" + kind.plural()).start(sightings::read);
    return sightings;
  }

  /**
   * The first event after which the condition holds.
   *
   * @throws IllegalStateException if there is none in time, with what was seen last
   */
  Sighting await(String name, Predicate<Sighting> condition, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (this) {
      Optional<Sighting> found = first(name, condition);
      while (found.isEmpty() && pause(deadline)) {
        found = first(name, condition);
      }
      return found.orElseThrow(() -> new IllegalStateException(name + " didn't get there within " + timeout.toSeconds()
          + " s; last seen: " + last(name)));
    }
  }

  /** The first such event of each; those without one are left out. */
  synchronized Map<String, Sighting> firsts(Collection<String> names, Predicate<Sighting> condition) {
    Map<String, Sighting> found = new HashMap<>();
    names.forEach(name -> first(name, condition).ifPresent(sighting -> found.put(name, sighting)));
    return found;
  }

  /** Some of those for which the condition never held, in words. */
  synchronized String missing(Collection<String> names, Predicate<Sighting> condition) {
    return names.stream()
        .filter(name -> first(name, condition).isEmpty())
        .limit(EXAMPLES)
        .map(name -> name + ": " + last(name))
        .collect(Collectors.joining(" | "));
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException alreadyBroken) {
      // It is to end either way.
    }
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long arrived = System.nanoTime();
        add(Sighting.of(json.readTree(line), arrived));
      }
    } catch (IOException closed) {
      // By close(), or with the API server; those who wait are told below.
    } finally {
      end();
    }
  }

  private synchronized void add(Sighting sighting) {
    byName.computeIfAbsent(sighting.name(), name -> new ArrayList<>()).add(sighting);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private synchronized Optional<Sighting> first(String name, Predicate<Sighting> condition) {
    return byName.getOrDefault(name, List.of()).stream().filter(condition).findFirst();
  }

  private String last(String name) {
    List<Sighting> seen = byName.getOrDefault(name, List.of());
    return seen.isEmpty() ? "nothing" : seen.getLast().conditions().isEmpty() ? "no condition" : seen.getLast().conditions();
  }

  private boolean pause(long deadline) {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0 || ended) {
      return false;
    }
    try {
      wait(left);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while watching", e);
    }
  }
}
