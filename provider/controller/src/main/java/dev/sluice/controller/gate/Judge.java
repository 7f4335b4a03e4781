package dev.sluice.controller.gate;

import dev.sluice.api.common.Managed;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.rules.Requirement;
import dev.sluice.rules.Requirements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a pod may go, by what the status of the objects says that it names: a database that is down holds no pod whose version
 * is applied.
 */
final class Judge {
  /** On an object of the cluster flavour: the namespaces whose pods may wait for it, apart by commas, or {@code *}. */
  static final String ALLOW_NAMESPACES = "sluice.dev/allow-namespaces";

  private final Caches caches;

  /** What came of one requirement. */
  private record Finding(Optional<GateReason> reason, String words, Optional<ObjectKey> lacking) {
    static Finding met() {
      return new Finding(Optional.empty(), "", Optional.empty());
    }

    static Finding unknown(GateReason reason, String words) {
      return new Finding(Optional.of(reason), words, Optional.empty());
    }
  }

  Judge(Caches caches) {
    this.caches = Objects.requireNonNull(caches, "caches");
  }

  Verdict judge(Waiter waiter, Lookup lookup) {
    return switch (waiter.wish()) {
      case Waiter.Wish.Unreadable(var reason, var message) -> new Verdict.Waits(reason, message, false, Set.of());
      case Waiter.Wish.Readable(var requirements) -> judge(requirements, waiter.namespace(), lookup);
    };
  }

  /** What changes of which objects may change the verdict. */
  static List<ObjectKey> keys(Waiter waiter) {
    return waiter.wish() instanceof Waiter.Wish.Readable(var requirements)
        ? requirements.all().stream()
            .flatMap(r -> WaitedKinds.of(r.cluster(), r.kind()).stream().map(k -> k.key(r.cluster(), waiter.namespace(), r.name())))
            .distinct()
            .toList()
        : List.of();
  }

  private Verdict judge(Requirements requirements, String namespace, Lookup lookup) {
    var findings = new ArrayList<Finding>();
    for (var requirement : requirements.all()) {
      findings.add(find(requirement, namespace, lookup));
    }
    var open = findings.stream().filter(f -> f.reason().isPresent()).toList();
    if (open.isEmpty()) {
      return new Verdict.Met("%s applied.".formatted(requirements.all().stream().map(Requirement::toString).collect(Collectors.joining(", "))));
    }
    var first = open.stream().filter(f -> f.reason().get().wantsPerson()).findFirst().orElse(open.getFirst());
    return new Verdict.Waits(
        first.reason().get(),
        open.stream().map(Finding::words).collect(Collectors.joining(" ")),
        open.stream().allMatch(f -> f.lacking().isPresent()),
        open.stream().flatMap(f -> f.lacking().stream()).collect(Collectors.toSet()));
  }

  private Finding find(Requirement requirement, String namespace, Lookup lookup) {
    var kinds = WaitedKinds.of(requirement.cluster(), requirement.kind()).stream().filter(k -> caches.has(k.kind())).toList();
    if (kinds.isEmpty()) {
      return missingKind(requirement);
    }
    var found = kinds.stream().filter(k -> lookup.find(k, k.key(requirement.cluster(), namespace, requirement.name())).isPresent()).toList();
    if (found.size() > 1) {
      return Finding.unknown(
          GateReason.Ambiguous,
          "Waits for %s: there is a %s of that name; write which is meant, such as %s/%s."
              .formatted(
                  requirement, found.stream().map(k -> k.word().kind()).collect(Collectors.joining(" and a ")), found.getFirst().word().word(), requirement.name()));
    }
    return found.isEmpty() ? missing(requirement, namespace, kinds) : compare(requirement, namespace, found.getFirst(), lookup);
  }

  private <R extends Managed<?, O>, O> Finding compare(Requirement requirement, String namespace, WaitedKind<R, O> kind, Lookup lookup) {
    var key = kind.key(requirement.cluster(), namespace, requirement.name());
    var object = lookup.find(kind, key).orElseThrow();
    if (requirement.cluster() && !allows(object, namespace)) {
      return Finding.unknown(
          GateReason.NotAllowed,
          "Waits for %s: its annotation %s does not list namespace %s; whoever owns the %s must add it.".formatted(requirement, ALLOW_NAMESPACES, namespace, kind.word().kind()));
    }
    return kind.applied(object)
        .shortfall(requirement.need())
        .map(
            lack ->
                new Finding(
                    Optional.of(GateReason.NotApplied),
                    "Waits for %s: %s%s.".formatted(requirement, lack, kind.stalled(object).map(", and the %s is stalled (%%s)".formatted(kind.word().kind())::formatted).orElse("")),
                    Optional.of(key)))
        .orElseGet(Finding::met);
  }

  private static boolean allows(Managed<?, ?> object, String namespace) {
    var listed = Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of()).getOrDefault(ALLOW_NAMESPACES, "");
    return Arrays.stream(listed.split(",")).map(String::strip).anyMatch(n -> n.equals("*") || n.equals(namespace));
  }

  /** Before everything was read, what is not here may well exist. */
  private Finding missingKind(Requirement requirement) {
    var word = requirement.kind().map(k -> k.kind() + "s are").orElse("neither Migrations nor Schemas are");
    return caches.isComplete()
        ? Finding.unknown(
            GateReason.KindNotInstalled, "Waits for %s: %s not installed here; install the kind, or name one that is.".formatted(requirement, word))
        : Finding.unknown(GateReason.NotApplied, "Waits for %s: the provider is still starting.".formatted(requirement));
  }

  private Finding missing(Requirement requirement, String namespace, List<WaitedKind<?, ?>> kinds) {
    if (!caches.isComplete()) {
      return missingKind(requirement);
    }
    var what = kinds.stream().map(k -> k.word().kind()).collect(Collectors.joining(" or "));
    var where = requirement.cluster() ? "of the cluster flavour" : "in namespace " + namespace;
    return Finding.unknown(
        GateReason.NotFound,
        "Waits for %s: there is no %s %s %s; apply it, or mend the annotation %s.".formatted(requirement, what, requirement.name(), where, Requirements.ANNOTATION));
  }
}
