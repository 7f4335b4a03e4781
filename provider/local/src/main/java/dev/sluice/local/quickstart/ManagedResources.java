package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.platform.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The managed resources of one namespace as {@code kubectl get managed} shows them.
 */
final class ManagedResources {
    private static final String FIELDS = "{range .items[*]}{.kind} {.metadata.name}{\"\\t\"}{.metadata.generation}{\"\\t\"}"
            + "{.status.observedGeneration}{\"\\t\"}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\t\"}"
            + "{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}; {end}{\"\\u0001\"}{end}";

    private final Kubectl kubectl;
    private final String namespace;

    ManagedResources(Kubectl kubectl, String namespace) {
        this.kubectl = requireNonNull(kubectl, "kubectl is null");
        this.namespace = requireNonNull(namespace, "namespace is null");
    }

    /** One resource; {@code conditions} is empty until the provider has seen it. */
    record Resource(String name, boolean ready, String conditions) {}

    /**
     * Hands over kubectl's table each time when something but an age changed, until all resources are Ready.
     *
     * @return those that weren't Ready when the time had passed; empty if all were
     */
    List<Resource> awaitReady(Duration timeout, Consumer<String> table) {
        AtomicReference<String> shown = new AtomicReference<>("");
        boolean reached = Deadline.in(timeout).await(() -> {
            // Asked before the table is printed: the last table printed shows what was decided on.
            List<Resource> resources = resources();
            boolean ready = !resources.isEmpty() && resources.stream().allMatch(Resource::ready);
            String now = kubectl.run("get", "managed", "-A").stdout();
            if (!withoutAges(now).equals(shown.getAndSet(withoutAges(now))) && !now.isBlank()) {
                table.accept(now);
            }
            return ready;
        });
        return reached ? List.of() : resources().stream().filter(resource -> !resource.ready()).toList();
    }

    private List<Resource> resources() {
        String text = kubectl.run("get", "managed", "-n", namespace, "-o", "jsonpath=" + FIELDS).stdout();
        return text.isBlank() ? List.of() : List.of(text.split("\u0001")).stream().map(ManagedResources::parse).toList();
    }

    static Resource parse(String record) {
        String[] fields = record.split("\t", 5);
        boolean current = fields[1].equals(fields[2]);
        return new Resource(fields[0], current && fields[3].equals("True"), fields[4].strip());
    }

    static String withoutAges(String table) {
        return table.lines().map(line -> line.replaceFirst("\\s+\\S+\\s*$", "")).collect(Collectors.joining("\n"));
    }
}
