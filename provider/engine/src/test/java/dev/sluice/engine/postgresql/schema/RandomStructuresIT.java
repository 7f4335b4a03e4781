package dev.sluice.engine.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.AllMajors;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** From any structure to any other, and back. The seeds are fixed: what fails once fails again. */
@Timeout(900)
class RandomStructuresIT {
  private static final int FIRST = Integer.getInteger("sluice.schema.seed", 1);
  private static final int PAIRS = Integer.getInteger("sluice.schema.pairs", 12);

  @ParameterizedTest(autoCloseArguments = false)
  @ArgumentsSource(AllMajors.class)
  void anyStructureBecomesAnyOther(EmbeddedPostgreSql server) throws Exception {
    var cases = IntStream.range(FIRST, FIRST + PAIRS)
        .mapToObj(seed -> new SchemaCase("seed " + seed, "", RandomStructure.sql(2L * seed, seed % 2 == 0), RandomStructure.sql(2L * seed + 1, seed % 2 == 0), true, true, true, 0))
        .toList();
    var outcomes = SchemaCaseRun.of(server, cases);
    assertThat(SchemaCaseRun.failures(outcomes)).isEmpty();
    assertThat(outcomes).hasSize(2 * PAIRS);
  }
}
