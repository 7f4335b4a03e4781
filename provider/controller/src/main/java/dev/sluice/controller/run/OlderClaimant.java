package dev.sluice.controller.run;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.api.common.SqlParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one kind manages in a database has one master: of two that name the same, the older one.
 *
 * @param <P> {@code spec.forProvider}
 * @param <O> {@code status.atProvider}
 */
public final class OlderClaimant<P extends SqlParameters, O> {
  private final Caches caches;
  private final DatabaseNames names;
  private final String kind;
  private final BiPredicate<P, P> same;
  private final Function<O, String> database;
  private final Predicate<O> begun;

  /**
   * @param same whether two claim the same of one database
   * @param database its name on the server as observed, null where it isn't known
   * @param begun whether the claimant has worked on it
   */
  public OlderClaimant(Caches caches, DatabaseNames names, String kind, BiPredicate<P, P> same, Function<O, String> database, Predicate<O> begun) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.names = Objects.requireNonNull(names, "names");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.same = Objects.requireNonNull(same, "same");
    this.database = Objects.requireNonNull(database, "database");
    this.begun = Objects.requireNonNull(begun, "begun");
  }

  /** In words, an older one with the same credentials and database that claims the same; the subject waits for its end. */
  public Optional<String> of(Subject<P, O> subject, Access access, String name, WakeUps.Reads reads) {
    var oldest =
        candidates(subject.group())
            .filter(m -> isRival(m, subject, access, name))
            .filter(m -> isOlder(m, subject))
            .min(Comparator.comparing(m -> m.getMetadata().getCreationTimestamp()));
    oldest.ifPresent(m -> reads.add(key(subject.group(), m)));
    return oldest.map(this::words);
  }

  private ObjectKey key(String group, Managed<?, ?> other) {
    var meta = other.getMetadata();
    return new ObjectKey(Kinds.of(kind, group), Optional.ofNullable(meta.getNamespace()), meta.getName());
  }

  @SuppressWarnings("unchecked")
  private Stream<Managed<P, O>> candidates(String group) {
    return caches.list(Kinds.of(kind, group), Optional.empty(), Managed.class).map(m -> (Managed<P, O>) m);
  }

  private boolean isRival(Managed<P, O> other, Subject<P, O> subject, Access access, String name) {
    var group = subject.group();
    var namespace = Optional.ofNullable(other.getMetadata().getNamespace());
    return !other.getMetadata().getUid().equals(subject.uid())
        && other.getMetadata().getDeletionTimestamp() == null
        && Credentials.key(group, namespace, other.getSpec().providerConfigRef()).equals(access.config())
        && same.test(other.getSpec().forProvider(), subject.parameters())
        && databaseOf(group, namespace, other).filter(name::equals).isPresent();
  }

  private Optional<String> databaseOf(String group, Optional<String> namespace, Managed<P, O> other) {
    return names
        .peek(group, namespace, other.getSpec().forProvider())
        .or(() -> Optional.ofNullable(other.getStatus()).flatMap(s -> Optional.ofNullable(s.atProvider())).map(database));
  }

  /** Times of creation are whole seconds: of two in the same second it is the one that has begun. */
  private boolean isOlder(Managed<P, O> other, Subject<P, O> subject) {
    var theirs = Instant.parse(other.getMetadata().getCreationTimestamp());
    if (!theirs.equals(subject.created())) {
      return theirs.isBefore(subject.created());
    }
    var theyBegan = Optional.ofNullable(other.getStatus()).map(ManagedStatus::atProvider).filter(begun).isPresent();
    var weBegan = subject.observation().filter(begun).isPresent();
    return theyBegan == weBegan ? other.getMetadata().getUid().compareTo(subject.uid()) < 0 : theyBegan;
  }

  private String words(Managed<?, ?> other) {
    var namespace = other.getMetadata().getNamespace();
    return kind + " " + (namespace == null ? "" : namespace + "/") + other.getMetadata().getName();
  }
}
