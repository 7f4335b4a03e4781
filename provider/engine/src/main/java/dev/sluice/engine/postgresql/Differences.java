package dev.sluice.engine.postgresql;

import static dev.sluice.engine.database.DatabaseChange.beside;
import static dev.sluice.engine.database.DatabaseChange.inside;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseFacts.InstalledExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be changed from a row of the catalog to a design. */
record Differences(DatabaseDesign design, PostgreSqlOptions options, Catalog catalog, DatabaseRow row) {
  private static final int PUBLIC_SCHEMA_CLOSED_SINCE = 15;

  /** In the order in which they can be made: what shuts people out, us perhaps included, comes last. */
  List<DatabaseChange> changes(List<InstalledExtension> installed) {
    List<DatabaseChange> changes = new ArrayList<>();
    String name = Quoting.identifier(row.name());
    if (options.allowConnections().equals(Optional.of(true)) && !row.allowConnections()) {
      changes.add(beside("allowConnections false -> true", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true"));
    }
    design.owner().filter(owner -> !owner.equals(row.owner())).ifPresent(owner ->
        changes.add(beside(
            "owner " + row.owner() + " -> " + owner, "ALTER DATABASE " + name + " OWNER TO " + Quoting.identifier(owner))));
    boolean closesSchema = closesSchema();
    claimToRecord(closesSchema).ifPresent(marker -> changes.add(recording(marker)));
    if (ours().made() && options.revokesPublicAccess() && row.publicAccess()) {
      changes.add(beside("CONNECT and TEMP taken from PUBLIC", "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC"));
    }
    options.tablespace().filter(tablespace -> !tablespace.equals(row.tablespace())).ifPresent(tablespace ->
        changes.add(beside(
            "tablespace " + row.tablespace() + " -> " + tablespace,
            "ALTER DATABASE " + name + " SET TABLESPACE " + Quoting.identifier(tablespace))));
    options.isTemplate().filter(template -> template != row.isTemplate()).ifPresent(template ->
        changes.add(beside("isTemplate -> " + template, "ALTER DATABASE " + name + " IS_TEMPLATE " + template)));
    if (closesSchema) {
      changes.add(inside("CREATE on schema public taken from PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC" + keptByOwner()));
      changes.add(recording(row.marker().finished(ours())));
    }
    if (row.allowConnections()) {
      changes.addAll(extensions(installed));
    }
    design.connectionLimit().filter(limit -> limit != row.connectionLimit()).ifPresent(limit ->
        changes.add(beside(
            "connectionLimit " + row.connectionLimit() + " -> " + limit, "ALTER DATABASE " + name + " CONNECTION LIMIT " + limit)));
    if (options.allowConnections().equals(Optional.of(false)) && row.allowConnections()) {
      changes.add(beside("allowConnections true -> false", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false"));
    }
    return changes;
  }

  /** Since 15 the schema is the owner's by itself. */
  private String keptByOwner() {
    return design.owner().map(owner -> "; GRANT USAGE, CREATE ON SCHEMA public TO " + Quoting.identifier(owner)).orElse("");
  }

  /** To ask what PUBLIC may do in the schema takes a session inside: so the marker says whether it was seen to. */
  private boolean closesSchema() {
    boolean asked = ours().made() && options.revokesPublicAccess() && catalog.majorVersion() < PUBLIC_SCHEMA_CLOSED_SINCE;
    return asked && row.allowConnections() && (row.marker().claim().isEmpty() || row.marker().unfinished());
  }

  private Optional<ClaimMarker> claimToRecord(boolean unfinished) {
    ClaimMarker wanted = unfinished ? row.marker().unfinished(ours()) : row.marker().finished(ours());
    return wanted.equals(row.marker()) ? Optional.empty() : Optional.of(wanted);
  }

  /** Whether a database was made or found is settled by whoever claimed it first. */
  private Claim ours() {
    boolean made = row.marker().claim().orElse(design.claim()).made();
    return new Claim(design.claim().uid(), design.claim().holder(), made);
  }

  private DatabaseChange recording(ClaimMarker marker) {
    return beside(
        "recorded as claimed by " + design.claim().holder(),
        "COMMENT ON DATABASE " + Quoting.identifier(row.name()) + " IS " + Quoting.literal(marker.comment()));
  }

  private List<DatabaseChange> extensions(List<InstalledExtension> installed) {
    List<DatabaseChange> changes = new ArrayList<>();
    for (DatabaseDesign.Extension wanted : design.extensions()) {
      installed.stream()
          .filter(extension -> extension.name().equals(wanted.name()))
          .findFirst()
          .ifPresentOrElse(
              extension -> changes.addAll(altered(extension, wanted)),
              () -> changes.add(inside("extension " + wanted.name() + " installed", creation(wanted))));
    }
    return changes;
  }

  private static String creation(DatabaseDesign.Extension wanted) {
    return "CREATE EXTENSION IF NOT EXISTS " + Quoting.identifier(wanted.name())
        + wanted.schema().map(schema -> " SCHEMA " + Quoting.identifier(schema)).orElse("")
        + wanted.version().map(version -> " VERSION " + Quoting.literal(version)).orElse("")
        + " CASCADE";
  }

  private static List<DatabaseChange> altered(InstalledExtension extension, DatabaseDesign.Extension wanted) {
    List<DatabaseChange> changes = new ArrayList<>();
    String alter = "ALTER EXTENSION " + Quoting.identifier(extension.name());
    wanted.version().filter(version -> !version.equals(extension.version())).ifPresent(version ->
        changes.add(inside(
            "extension " + extension.name() + " version " + extension.version() + " -> " + version,
            alter + " UPDATE TO " + Quoting.literal(version))));
    wanted.schema().filter(schema -> !schema.equals(extension.schema())).ifPresent(schema ->
        changes.add(inside(
            "extension " + extension.name() + " schema " + extension.schema() + " -> " + schema,
            alter + " SET SCHEMA " + Quoting.identifier(schema))));
    return changes;
  }

  /** What only a new database could change. */
  List<String> unalterable() {
    List<String> sentences = new ArrayList<>();
    catalog.encoding().filter(encoding -> !encoding.equals(row.encoding()))
        .ifPresent(encoding -> sentences.add(sentence("encoding", row.encoding(), options.encoding().orElseThrow())));
    options.collate().filter(wanted -> !LocaleName.same(wanted, row.collate()))
        .ifPresent(wanted -> sentences.add(sentence("lcCollate", row.collate(), wanted)));
    options.characterType().filter(wanted -> !LocaleName.same(wanted, row.characterType()))
        .ifPresent(wanted -> sentences.add(sentence("lcCType", row.characterType(), wanted)));
    options.localeProvider().filter(wanted -> !wanted.equals(row.provider()))
        .ifPresent(wanted -> sentences.add(sentence("localeProvider", row.provider(), wanted)));
    if (row.provider().equals("icu")) {
      options.icuLocale().filter(wanted -> !LocaleName.sameIcu(wanted, row.icuLocale().orElse("")))
          .ifPresent(wanted -> sentences.add(sentence("icuLocale", row.icuLocale().orElse(""), wanted)));
    }
    return sentences;
  }

  private static String sentence(String field, String is, String wanted) {
    return field + " is " + is + " and the spec says " + wanted;
  }
}
