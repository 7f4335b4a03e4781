package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.local.benchmark.product.Applied;
import dev.sluice.local.benchmark.product.MigrationFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One resource of each kind from its creation to its end, with nothing else going on.
 *
 * @param databases the watch on Databases; likewise {@code migrations}, and where the product has them {@code roles} and {@code schemas}
 */
record SingleRound(
    Servers servers, Manifests manifests, Sightings databases, Sightings migrations, Optional<Sightings> roles, Optional<Sightings> schemas) {
  static final String DATABASE_CREATE = "Database: create -> Ready";
  static final String DATABASE_STALE = "Database: update -> old Ready no longer shown";
  static final String DATABASE_DELETE = "Database: delete -> gone, right after its creation";
  static final String DATABASE_DELETE_LATER = "Database: delete -> gone, older than 30 s";
  static final String MIGRATION_CREATE = "Migration of 3 files: create -> Ready";
  static final String MIGRATION_UPDATE = "Migration: update by 1 more file -> Ready";
  static final String MIGRATION_STALE = "Migration: update -> old Ready no longer shown";
  static final String MIGRATION_DELETE = "Migration: delete -> gone";
  static final String ROLE_CREATE = "Role with access to one database: create -> Ready";
  static final String ROLE_DELETE = "Role: delete -> gone";

  static final String SCHEMA_CREATE = "Schema of 3 tables: create -> Ready";
  static final String SCHEMA_UPDATE = "Schema: update by 1 more column -> Ready";
  static final String SCHEMA_STALE = "Schema: update -> old Ready no longer shown";
  static final String SCHEMA_DELETE = "Schema: delete -> gone";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  SingleRound {
    requireNonNull(servers, "servers is null");
    requireNonNull(manifests, "manifests is null");
  }

  /** The title of how long an update takes. */
  String databaseUpdate() {
    return "Database: update (" + applied().field() + ") -> Ready";
  }

  void database(String name, Samples samples) {
    change(Kind.DATABASE, name, manifests.database(name, applied().database()), DATABASE_CREATE, Optional.empty(), samples);
    change(Kind.DATABASE, name, manifests.database(name, applied().changed()), databaseUpdate(), Optional.of(DATABASE_STALE), samples);
    delete(Kind.DATABASE, name, DATABASE_DELETE, samples);
  }

  /** One that stays, to be deleted when it is old. */
  void keptDatabase(String name) {
    change(Kind.DATABASE, name, manifests.database(name, applied().database()), "", Optional.empty(), new Samples());
  }

  void deleteKept(String name, Samples samples) {
    delete(Kind.DATABASE, name, DATABASE_DELETE_LATER, samples);
  }

  /** In a database that is there already and goes afterwards. */
  void migration(String name, Samples samples) {
    servers.product().create(List.of(name));
    MigrationFiles files = applied().three();
    change(Kind.MIGRATION, name, manifests.migration(name, name, files), MIGRATION_CREATE, Optional.empty(), samples);
    change(Kind.MIGRATION, name, manifests.migration(name, name, files.and(applied().fourth())), MIGRATION_UPDATE,
        Optional.of(MIGRATION_STALE), samples);
    delete(Kind.MIGRATION, name, MIGRATION_DELETE, samples);
    servers.product().drop(List.of(name));
  }

  /** In a database that is there already and goes afterwards. */
  void role(String name, Samples samples) {
    servers.product().create(List.of(name));
    change(Kind.ROLE, name, manifests.role(name, name), ROLE_CREATE, Optional.empty(), samples);
    delete(Kind.ROLE, name, ROLE_DELETE, samples);
    servers.product().drop(List.of(name));
  }

  /** In a database that is there already and goes afterwards. */
  void schema(String name, Samples samples) {
    servers.product().create(List.of(name));
    change(Kind.SCHEMA, name, manifests.schema(name, name, ""), SCHEMA_CREATE, Optional.empty(), samples);
    change(Kind.SCHEMA, name, manifests.schema(name, name, ", note text"), SCHEMA_UPDATE, Optional.of(SCHEMA_STALE), samples);
    delete(Kind.SCHEMA, name, SCHEMA_DELETE, samples);
    servers.product().drop(List.of(name));
  }

  private void change(Kind kind, String name, String manifest, String what, Optional<String> stale, Samples samples) {
    long start = System.nanoTime();
    JsonNode applied = servers.api().apply(Api.path(manifests.namespace(), kind, name), manifest);
    long generation = applied.at("/metadata/generation").asLong();
    Sighting ready = watch(kind).await(name, seen -> seen.readyAt(generation), PATIENCE);
    samples.add(what, start, ready.nanoTime());
    stale.ifPresent(row -> {
      Sighting first = watch(kind).await(name, seen -> seen.speaksFor(generation), PATIENCE);
      samples.add(row, start, first.nanoTime());
    });
  }

  private void delete(Kind kind, String name, String what, Samples samples) {
    long start = System.nanoTime();
    servers.api().delete(Api.path(manifests.namespace(), kind, name));
    samples.add(what, start, watch(kind).await(name, Sighting::gone, PATIENCE).nanoTime());
  }

  private Applied applied() {
    return servers.product().applied();
  }

  private Sightings watch(Kind kind) {
    return switch (kind) {
      case DATABASE -> databases;
      case MIGRATION -> migrations;
      case ROLE -> roles.orElseThrow();
      case SCHEMA -> schemas.orElseThrow();
    };
  }
}
