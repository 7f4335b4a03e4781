package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.postgresql.schema.SchemaHarness.Outcome;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Cases of other projects, where the system property {@code sluice.schema.cases} names a folder with their files (one JSON object
 * a line, as in {@link SchemaCasesIT}). Writes what came out to docs/schema-cases.md.
 */
@ExtendWith(OtherSchemaCasesIT.Servers.class)
@Timeout(3600)
class OtherSchemaCasesIT {
  private static final String FOLDER = "sluice.schema.cases";
  private static final Path REPORT = Path.of("../../docs/schema-cases.md");

  /** All majors at once. */
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
    var folder = System.getProperty(FOLDER);
    assumeThat(folder).as("-D" + FOLDER + " names no folder with cases of other projects").isNotNull();
    var suites = new ArrayList<SchemaCaseReport.Suite>();
    var failures = new ArrayList<String>();
    for (var file : files(Path.of(folder))) {
      var cases = SchemaCase.of(file);
      var byMajor = new TreeMap<Integer, Map<String, Outcome>>();
      for (var server : servers.entrySet()) {
        byMajor.put(server.getKey(), SchemaCaseRun.of(server.getValue(), cases.stream().filter(SchemaCase::loads).toList()));
      }
      suites.add(new SchemaCaseReport.Suite(file.getFileName().toString(), cases, byMajor));
      byMajor.forEach((major, found) -> SchemaCaseRun.failures(found).forEach(failure -> failures.add("PostgreSQL " + major + " " + failure)));
    }
    assertThat(suites).isNotEmpty();
    Files.writeString(REPORT, SchemaCaseReport.of(suites));
    assertThat(failures).isEmpty();
  }

  /** Those of which any case is one for PostgreSQL. */
  private static List<Path> files(Path folder) throws java.io.IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".jsonl")).filter(file -> SchemaCase.of(file).stream().findAny().isPresent()).sorted().toList();
    }
  }
}
