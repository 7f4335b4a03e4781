package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.postgresql.schema.SchemaHarness.Outcome;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Cases of other projects, where {@code SLUICE_SCHEMA_CASES} names a folder with their files (one JSON object a line, as in
 * {@link SchemaCasesIT}). Writes what came out to docs/schema-cases.md.
 */
@ExtendWith(OtherSchemaCasesIT.Servers.class)
@Timeout(3600)
class OtherSchemaCasesIT {
  private static final String FOLDER = "SLUICE_SCHEMA_CASES";
  private static final List<String> FILES = List.of("pgschema.jsonl", "schemahero-postgres.jsonl", "pg-schema-diff.jsonl", "atlas-postgres.jsonl", "sqldef-postgres.jsonl");
  private static final Path REPORT = Path.of("../../docs/schema-cases.md");

  /** Both majors at once. */
  static final class Servers implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType().equals(Map.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      var servers = new TreeMap<Integer, EmbeddedPostgreSql>();
      EmbeddedPostgreSql.majors().forEach(major -> servers.put(major, PostgreSqlExtension.shared(context, major)));
      return servers;
    }
  }

  @Test
  void casesOfOtherProjectsComeOutAsDesired(Map<Integer, EmbeddedPostgreSql> servers) throws Exception {
    var folder = System.getenv(FOLDER);
    assumeThat(folder).as(FOLDER + " names no folder with cases of other projects").isNotNull();
    var outcomes = new LinkedHashMap<String, Map<Integer, Map<String, Outcome>>>();
    for (var file : FILES) {
      var path = Path.of(folder).resolve(file);
      if (Files.exists(path)) {
        var cases = SchemaCase.of(path).stream().filter(SchemaCase::loads).toList();
        for (var server : servers.entrySet()) {
          outcomes.computeIfAbsent(file, any -> new TreeMap<>()).put(server.getKey(), SchemaCaseRun.of(server.getValue(), cases));
        }
      }
    }
    Files.writeString(REPORT, report(outcomes));
    var failures = new ArrayList<String>();
    outcomes.values().forEach(byMajor -> byMajor.values().forEach(found -> failures.addAll(SchemaCaseRun.failures(found))));
    assertThat(failures).isEmpty();
  }

  private static String report(Map<String, Map<Integer, Map<String, Outcome>>> outcomes) throws IOException {
    var text = new StringBuilder("# Cases of declarative schemas\n\nWritten by `OtherSchemaCasesIT` from cases of other projects, each in both directions.\n");
    text.append("A case passes if the live database, with rows in its tables, ends up with the desired structure by our own inspection and, where the\n");
    text.append("machine has a pg_dump that knows the server, by pg_dump; if a second plan is empty; if rows and values survive; and if nothing\n");
    text.append("unfinished is left. \"Without rows\": no plan can keep these rows (a column that must not be null and has no default, for example).\n");
    text.append("\n| file | PostgreSQL | pg_dump compared | cases | passed | of these without rows | refused | failed |\n|---|---|---|---|---|---|---|---|\n");
    var dump = Dump.version();
    outcomes.forEach((file, byMajor) -> byMajor.forEach((major, found) -> text.append("| ").append(String.join(" | ",
        file, String.valueOf(major), dump.filter(version -> version >= major).isPresent() ? "yes" : "no", String.valueOf(found.size()),
        String.valueOf(found.values().stream().filter(Outcome::passed).count()), count(found, Outcome.Kind.PASSED_WITHOUT_ROWS), count(found, Outcome.Kind.REFUSED),
        count(found, Outcome.Kind.FAILED))).append(" |\n")));
    outcomes.forEach((file, byMajor) -> {
      text.append("\n## ").append(file).append("\n\n");
      var names = new TreeSet<String>();
      byMajor.values().forEach(found -> names.addAll(found.keySet()));
      names.forEach(name -> text.append("- ").append(name).append(": ").append(byMajor.entrySet().stream()
          .map(found -> found.getKey() + " " + words(found.getValue().get(name))).collect(Collectors.joining(", "))).append('\n'));
    });
    return text.toString();
  }

  private static String count(Map<String, Outcome> found, Outcome.Kind kind) {
    return String.valueOf(found.values().stream().filter(outcome -> outcome.kind() == kind).count());
  }

  private static String words(Outcome outcome) {
    return switch (outcome.kind()) {
      case PASSED -> "pass";
      case PASSED_WITHOUT_ROWS -> "pass without rows";
      case REFUSED -> "refused";
      case FAILED -> "FAIL";
    };
  }
}
