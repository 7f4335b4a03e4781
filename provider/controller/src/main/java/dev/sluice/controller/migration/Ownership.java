package dev.sluice.controller.migration;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.api.migration.MigrationParameters;
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
import java.util.stream.Stream;

/** One history table has one master: of two Migrations that name the same, the older one. */
final class Ownership {
  private final Caches caches;
  private final DatabaseNames names;

  Ownership(Caches caches, DatabaseNames names) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.names = Objects.requireNonNull(names, "names");
  }

  /** In words, an older Migration with the same credentials, database and history table; the subject waits for its end. */
  Optional<String> olderClaimant(
      Subject<MigrationParameters, MigrationObservation> subject, Access access, String database, WakeUps.Reads reads) {
    var oldest =
        candidates(subject.group())
            .filter(m -> isRival(m, subject, access, database))
            .filter(m -> isOlder(m, subject))
            .min(Comparator.comparing(m -> m.getMetadata().getCreationTimestamp()));
    oldest.ifPresent(m -> reads.add(key(subject.group(), m)));
    return oldest.map(Ownership::words);
  }

  private static ObjectKey key(String group, Managed<?, ?> migration) {
    var meta = migration.getMetadata();
    return new ObjectKey(Kinds.migration(group), Optional.ofNullable(meta.getNamespace()), meta.getName());
  }

  @SuppressWarnings("unchecked")
  private Stream<Managed<MigrationParameters, MigrationObservation>> candidates(String group) {
    return caches
        .list(Kinds.migration(group), Optional.empty(), Managed.class)
        .map(m -> (Managed<MigrationParameters, MigrationObservation>) m);
  }

  private boolean isRival(
      Managed<MigrationParameters, MigrationObservation> other,
      Subject<MigrationParameters, MigrationObservation> subject,
      Access access,
      String database) {
    var group = subject.group();
    var namespace = Optional.ofNullable(other.getMetadata().getNamespace());
    return !other.getMetadata().getUid().equals(subject.uid())
        && other.getMetadata().getDeletionTimestamp() == null
        && Credentials.key(group, namespace, other.getSpec().providerConfigRef()).equals(access.config())
        && table(other.getSpec().forProvider()).equals(table(subject.parameters()))
        && databaseOf(group, namespace, other).filter(database::equals).isPresent();
  }

  private Optional<String> databaseOf(
      String group, Optional<String> namespace, Managed<MigrationParameters, MigrationObservation> other) {
    return names
        .peek(group, namespace, other.getSpec().forProvider())
        .or(
            () ->
                Optional.ofNullable(other.getStatus())
                    .flatMap(s -> Optional.ofNullable(s.atProvider()))
                    .map(MigrationObservation::database));
  }

  /** Times of creation are whole seconds: of two in the same second it is the one that has begun. */
  private static boolean isOlder(
      Managed<MigrationParameters, MigrationObservation> other, Subject<MigrationParameters, MigrationObservation> subject) {
    var theirs = Instant.parse(other.getMetadata().getCreationTimestamp());
    if (!theirs.equals(subject.created())) {
      return theirs.isBefore(subject.created());
    }
    var theyBegan = hasBegun(Optional.ofNullable(other.getStatus()).map(ManagedStatus::atProvider));
    var weBegan = hasBegun(subject.observation());
    return theyBegan == weBegan ? other.getMetadata().getUid().compareTo(subject.uid()) < 0 : theyBegan;
  }

  private static boolean hasBegun(Optional<MigrationObservation> observation) {
    return observation.filter(o -> o.appliedVersion() != null || o.appliedDigest() != null).isPresent();
  }

  // The schema of the history table counts too: two tables of one name in two schemas are two histories.
  private static String table(MigrationParameters wanted) {
    var schema =
        Optional.ofNullable(wanted.defaultSchema())
            .or(() -> wanted.schemas().stream().findFirst())
            .orElse("");
    return schema + "." + Optional.ofNullable(wanted.historyTable()).orElse("flyway_schema_history");
  }

  private static String words(Managed<?, ?> migration) {
    var namespace = migration.getMetadata().getNamespace();
    return "Migration " + (namespace == null ? "" : namespace + "/") + migration.getMetadata().getName();
  }
}
