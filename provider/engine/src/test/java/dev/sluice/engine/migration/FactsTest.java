package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.migration.HistoryTable.Surroundings;
import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is read while a run goes on. */
class FactsTest {
  private static final HistoryRow ONE = row(1, "V1__a.sql");
  private static final HistoryRow HALF = row(2, "V2__b.sql").failed();
  private static final HistoryRow WHOLE = row(3, "V2__b.sql");
  private static final Step STEP = new Step("V2__b.sql", 1, "d", Status.DONE);

  private final Queue<List<HistoryRow>> rows = new ArrayDeque<>();
  private final Queue<List<Step>> steps = new ArrayDeque<>();

  @Test
  void aFailedRowWithStepsIsAHalfDoneFile() throws Exception {
    rows.add(List.of(ONE, HALF));
    steps.add(List.of(STEP));
    var facts = read();
    assertThat(facts.rows()).containsExactly(ONE);
    assertThat(facts.marked("V2__b.sql")).isTrue();
    assertThat(facts.nextRank()).isEqualTo(3);
  }

  @Test
  void aFileThatEndsBetweenTwoQuestionsDidNotFail() throws Exception {
    rows.addAll(List.of(List.of(ONE, HALF), List.of(ONE, WHOLE)));
    steps.addAll(List.of(List.of(), List.of()));
    assertThat(read().rows()).containsExactly(ONE, WHOLE);
  }

  @Test
  void aFailedRowThatStaysWithoutStepsIsFlyways() throws Exception {
    rows.addAll(List.of(List.of(ONE, HALF), List.of(ONE, HALF)));
    steps.addAll(List.of(List.of(), List.of()));
    assertThat(read().rows()).containsExactly(ONE, HALF);
  }

  private Facts read() throws Exception {
    var history = answering(HistoryTable.class, Map.of("look", () -> new Surroundings("u", true, true, List.of()), "rows", rows::remove));
    var progress = answering(ProgressTable.class, Map.of("read", steps::remove));
    var dialect = answering(MigrationDialect.class, Map.of("history", () -> history, "progress", () -> progress));
    var facts = Facts.read(answering(Connection.class, Map.of()), new HistoryPlace("s", "h", List.of("s")), dialect);
    assertThat(rows).isEmpty();
    return facts;
  }

  private static <T> T answering(Class<T> type, Map<String, Supplier<?>> answers) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answers.get(method.getName()).get()));
  }

  private static HistoryRow row(int rank, String script) {
    return new HistoryRow(rank, Optional.of("1"), "a", "SQL", script, Optional.empty(), "u", Instant.EPOCH, 1, true);
  }
}
