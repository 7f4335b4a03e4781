package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Whatever the files, and wherever connections are lost: in the end each statement took effect once. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(TestProducts.class)
class ConvergenceIT {
  private static final int ATTEMPTS = 40;

  private final TestDatabase database;

  ConvergenceIT(TestProduct product) {
    this.database = TestDatabase.on(product);
  }

  @RepeatedTest(8)
  void lostConnectionsAreMadeUpFor(RepetitionInfo repetition) {
    assumeTrue(database.product().sessions().isPresent(), "there is no connection to lose");
    var random = new Random(repetition.getCurrentRepetition());
    var expected = new ArrayList<String>();
    var designs = Designs.of(database.name(), files(random, expected));
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      var left = new AtomicInteger(attempt == ATTEMPTS - 1 ? Integer.MAX_VALUE : 1 + random.nextInt(6));
      try {
        var state = database.migrations().apply(designs.design(), Recorder.listening(told -> {
          if (left.decrementAndGet() == 0) {
            database.endRuns();
          }
        }));
        assertThat(state.problems()).isEmpty();
        assertThat(state.pending()).isEmpty();
        assertThat(database.query("SELECT what FROM log ORDER BY what")).isEqualTo(expected.stream().sorted().toList());
        assertThat(database.flyway(designs.design().files().files()).validateWithResult().validationSuccessful).isTrue();
        assertThat(database.lockHolder()).isEmpty();
        return;
      } catch (MigrationException e) {
        assertThat(e.failure()).isInstanceOf(dev.sluice.engine.Failure.Transient.class);
      }
    }
    fail("not done after " + ATTEMPTS + " attempts");
  }

  @RepeatedTest(3)
  void manyRunsAtOnceApplyEachFileOnce(RepetitionInfo repetition) {
    var expected = new ArrayList<String>();
    var designs = Designs.of(database.name(), files(new Random(100 + repetition.getCurrentRepetition()), expected));
    var runs = IntStream.range(0, 4).mapToObj(run -> CompletableFuture.supplyAsync(() -> database.apply(designs))).toList();
    assertThat(runs).allSatisfy(run -> assertThat(run.join().pending()).isEmpty());
    assertThat(database.query("SELECT what FROM log ORDER BY what")).isEqualTo(expected.stream().sorted().toList());
  }

  private Map<String, String> files(Random random, List<String> expected) {
    var files = new HashMap<String, String>();
    files.put("V0__log.sql", "CREATE TABLE log (what varchar(50));");
    for (var version = 1; version <= 1 + random.nextInt(6); version++) {
      var name = "V" + version + "__f.sql";
      var apart = random.nextBoolean();
      var text = new StringBuilder();
      for (var statement = 1; statement <= 1 + random.nextInt(5); statement++) {
        text.append(statement(random, version + "." + statement, apart, expected));
      }
      files.put(name, database.product().script(text.toString()));
      if (apart && database.product().rollsBackDdl()) {
        files.put(name + ".conf", "executeInTransaction=false");
      }
    }
    return files;
  }

  private String statement(Random random, String what, boolean apart, List<String> expected) {
    var insert = "INSERT INTO log VALUES ('%s');\n";
    var product = database.product();
    var kind = random.nextInt(apart ? 6 : 2);
    return switch (kind == 2 || kind == 3 ? (product.takesTransactionsOfFiles() ? kind : 0) : kind) {
      case 0, 1 -> once(insert, what, expected);
      case 2 -> "BEGIN;\n" + once(insert, what + "a", expected) + once(insert, what + "b", expected) + "COMMIT;\n";
      case 3 -> "BEGIN;\n" + insert.formatted("never") + "ROLLBACK;\n";
      case 4 -> product.index("i_" + what.replace('.', '_'), "log", "what") + ";\n";
      default -> product.maintain("log") + ";\n";
    };
  }

  private static String once(String insert, String what, List<String> expected) {
    expected.add(what);
    return insert.formatted(what);
  }
}
