package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;

/** What a run does once it has the lock and leave to change things. */
final class Run {
  private final Connection connection;
  private final MigrationDialect dialect;
  private final Facts facts;
  private final Execution execution;
  private final Settling settling;

  Run(Connection connection, MigrationDialect dialect, Facts facts, Execution execution, Settling settling) {
    this.connection = connection;
    this.dialect = dialect;
    this.facts = facts;
    this.execution = execution;
    this.settling = settling;
  }

  /** What follows upon each file. */
  interface Settling {
    void settle() throws SQLException;
  }

  void apply(Standing standing, MigrationRun run) throws SQLException {
    var beginning = new Beginning(dialect, facts, standing.baseline());
    var rank = beginning.nextRank();
    var begun = !beginning.needed();
    var progressThere = facts.around().progressExists();
    if (!begun && dialect.statements().commitsImplicitly() && !standing.pending().isEmpty() && !run.stopRequested()) {
      // The first file's transaction would be ended by it.
      commit(beginning);
      begun = true;
    }
    for (var file : standing.pending()) {
      if (run.stopRequested()) {
        return;
      }
      if (file.wholeInOne() && !facts.begun(file.name()) && canBeRolledBack(file)) {
        // One transaction, one commit: a first file that fails leaves no trace.
        new OneTransaction(execution).run(file, rank++, begun ? nothing -> {} : beginning::make);
      } else {
        if (!begun) {
          commit(beginning);
        }
        if (!progressThere) {
          dialect.progress().create(connection, facts.place());
          progressThere = true;
        }
        new StepByStep(execution, file, facts, rank++).run();
      }
      begun = true;
      settling.settle();
    }
    if (!begun) {
      commit(beginning);
    }
  }

  private boolean canBeRolledBack(MigrationFile file) throws SQLException {
    return dialect.statements().canBeRolledBack(connection, file.statements().stream().map(FileStatement::sql).toList());
  }

  private void commit(Beginning beginning) throws SQLException {
    execution.begin();
    beginning.make(connection);
    connection.commit();
    connection.setAutoCommit(true);
  }
}
