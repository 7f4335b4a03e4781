package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.platform.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The managed resources of one namespace as {@code kubectl get managed} shows them.
 */
final class ManagedResources {
  private static final String FIELDS = "{range .items[*]}{.kind} {.metadata.name}{\"\\t\"}{.metadata.generation}{\"\\t\"}"
      + "{.status.observedGeneration}{\"\\t\"}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\t\"}"
      + "{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}; {end}{\"\\u0001\"}{end}";

  /** Two calls of kubectl each time: they must not take the processors from the provider. */
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final Kubectl kubectl;
  private final String namespace;

  ManagedResources(Kubectl kubectl, String namespace) {
    this.kubectl = requireNonNull(kubectl, "kubectl is null");
    this.namespace = requireNonNull(namespace, "namespace is null");
  }

  /**
   * @param stalled it waits for a person
   * @param conditions all, with reasons and messages; empty until the provider has seen it
   */
  record Resource(String name, boolean ready, boolean stalled, String conditions) {}

  /**
   * Hands over kubectl's table each time when something but an age changed, until all resources are Ready, one of
   * them waits for a person, or there is no hope.
   *
   * @return those that aren't Ready at the end; empty if all are
   */
  List<Resource> awaitReady(Duration timeout, BooleanSupplier hopeless, Consumer<String> table) {
    AtomicReference<String> shown = new AtomicReference<>("");
    Deadline.in(timeout).every(INTERVAL).await(() -> {
      // Asked before the table is printed: the last table printed shows what was decided on.
      List<Resource> resources = resources();
      boolean ready = !resources.isEmpty() && resources.stream().allMatch(Resource::ready);
      boolean stalled = resources.stream().anyMatch(Resource::stalled);
      String now = kubectl.run("get", "managed", "-A").stdout();
      if (!withoutAges(now).equals(shown.getAndSet(withoutAges(now))) && !now.isBlank()) {
        table.accept(now);
      }
      return ready || stalled || hopeless.getAsBoolean();
    });
    List<Resource> last = resources();
    if (last.isEmpty()) {
      throw new IllegalStateException("kubectl get managed -n " + namespace + " shows no resource: see that the CRDs are served");
    }
    return last.stream().filter(resource -> !resource.ready()).toList();
  }

  private List<Resource> resources() {
    String text = kubectl.run("get", "managed", "-n", namespace, "-o", "jsonpath=" + FIELDS).stdout();
    return text.isBlank() ? List.of() : List.of(text.split("\u0001")).stream().map(ManagedResources::parse).toList();
  }

  static Resource parse(String record) {
    String[] fields = record.split("\t", 5);
    boolean current = fields[1].equals(fields[2]);
    String conditions = fields[4].strip();
    return new Resource(fields[0], current && fields[3].equals("True"),
        current && conditions.contains("Stalled=True"), conditions);
  }

  static String withoutAges(String table) {
    return table.lines().map(line -> line.replaceFirst("\\s+\\S+\\s*$", "")).collect(Collectors.joining("\n"));
  }
}
