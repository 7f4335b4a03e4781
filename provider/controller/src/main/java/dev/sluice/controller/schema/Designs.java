package dev.sluice.controller.schema;

import dev.sluice.api.schema.SchemaParameters;
import dev.sluice.controller.run.Limits;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaSource;
import dev.sluice.rules.SourceDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private static final int LOCK_RETRIES = 10;
  private static final Duration LOCK = Duration.ofSeconds(3);
  private static final String DROP = "drop-";

  private Designs() {}

  static SchemaDesign of(SchemaParameters wanted, String database, SchemaSource files, Timeouts standard) {
    var timeouts = Optional.ofNullable(wanted.timeouts());
    var policy = Optional.ofNullable(wanted.policy());
    return new SchemaDesign(
        database,
        files,
        Set.copyOf(wanted.schemas()),
        wanted.exclude().stream().map(Designs::glob).toList(),
        policy.map(SchemaParameters.Policy::skip).stream().flatMap(skip -> skip.stream()).flatMap(Designs::kinds).collect(Collectors.toSet()),
        false,
        policy.map(SchemaParameters.Policy::online).filter(online -> !online).isEmpty(),
        Limits.within("lock", timeouts.map(SchemaParameters.Timeouts::lock).or(() -> Optional.of(LOCK.toSeconds() + "s")), standard.lock()),
        LOCK_RETRIES,
        Limits.within("statement", timeouts.map(SchemaParameters.Timeouts::statement), standard.statement()),
        deadline(wanted),
        policy.map(SchemaParameters.Policy::transaction).filter("perStatement"::equals).isPresent(),
        Limits.runAs(wanted),
        Lint.settings(wanted));
  }

  static Duration deadline(SchemaParameters wanted) {
    return Limits.deadline(Optional.ofNullable(wanted.timeouts()).map(SchemaParameters.Timeouts::deadline));
  }

  /** Of all that decides what is compared with the database; not of how it is brought there. */
  static String inputs(SchemaDesign design) {
    var lines = new TreeMap<String, String>();
    lines.put("database", design.database());
    lines.put("files", design.source().digest());
    lines.put("schemas", new TreeSet<>(design.schemas()).toString());
    lines.put("exclude", new TreeSet<>(design.exclude()).toString());
    lines.put("skip", new TreeSet<>(design.neverDropped()).toString());
    return SourceDigest.of(lines);
  }

  /** Kinds of two words are written with dashes in manifests; the engine's globs have a blank after the kind. */
  private static String glob(String kindAndPath) {
    var colon = kindAndPath.indexOf(':');
    return kindAndPath.substring(0, colon).replace('-', '?') + " " + kindAndPath.substring(colon + 1);
  }

  private static Stream<String> kinds(String change) {
    return switch (change.substring(DROP.length())) {
      case "type" -> Stream.of("enum", "domain", "composite type", "range type");
      case "foreign-data-wrapper" -> Stream.of("foreign-data wrapper");
      case String kind -> Stream.of(kind.replace('-', ' '));
    };
  }
}
