package dev.sluice.controller.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on resources, written by one thread beside the reconciles. The queue is bounded: under a flood the newest are left
 * out, since an event is news and the status is the truth. The same warning about the same object is said once in ten
 * minutes; the rest happens once by itself.
 *
 * <p>They are core/v1 events: Crossplane grants providers no others.
 */
public final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final String EXTERNAL_NAME = "crossplane.io/external-name";
  private static final int LONGEST_MESSAGE = 1024;
  private static final int REMEMBERED = 4096;
  private static final long QUIET_SECONDS = 600;

  private final KubernetesClient client;
  private final Clock clock;
  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(2048);
  private final Map<String, Instant> said = Collections.synchronizedMap(new Recent());
  private final Thread writer;

  public Events(KubernetesClient client, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.writer = Thread.ofVirtual().name("events").start(this::write);
  }

  public void normal(HasMetadata object, String reason, String message) {
    record(object, "Normal", reason, message);
  }

  public void warning(HasMetadata object, String reason, String message) {
    record(object, "Warning", reason, message);
  }

  @Override
  public void close() {
    writer.interrupt();
  }

  private void record(HasMetadata object, String type, String reason, String message) {
    var now = Instant.now(clock);
    if (type.equals("Warning") && isSaid(object.getMetadata().getUid() + "/" + reason + "/" + message, now)) {
      return;
    }
    if (!queue.offer(event(object, type, reason, message, now))) {
      LOG.debug("Too many events; left out: {} {} on {}", reason, message, object.getMetadata().getName());
    }
  }

  /** Counted from when it was said, not from when it last would have been: a trouble that lasts is told again. */
  private boolean isSaid(String words, Instant now) {
    var before = said.get(words);
    if (before != null && before.plusSeconds(QUIET_SECONDS).isAfter(now)) {
      return true;
    }
    said.put(words, now);
    return false;
  }

  private static Event event(HasMetadata object, String type, String reason, String message, Instant now) {
    var meta = object.getMetadata();
    var namespace = meta.getNamespace() == null ? "default" : meta.getNamespace();
    var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var external = (meta.getAnnotations() == null ? Map.<String, String>of() : meta.getAnnotations()).get(EXTERNAL_NAME);
    var name = meta.getName().length() > 220 ? meta.getName().substring(0, 220) : meta.getName();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name + "." + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano()))
        .withNamespace(namespace)
        .withAnnotations(external == null ? Map.of() : Map.of("external-name", external))
        .endMetadata()
        .withInvolvedObject(
            new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build())
        .withType(type)
        .withReason(reason)
        .withMessage(message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…")
        .withNewSource()
        .withComponent("sluice")
        .endSource()
        .withFirstTimestamp(time)
        .withLastTimestamp(time)
        .withCount(1)
        .build();
  }

  private void write() {
    try {
      while (true) {
        var event = queue.take();
        try {
          client.resource(event).create();
        } catch (RuntimeException e) {
          LOG.debug("An event could not be written: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Recent extends LinkedHashMap<String, Instant> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > REMEMBERED;
    }
  }
}
