package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A product's SQL for the side table that says how far a file got that can't be one transaction. It lies beside the
 * history table, is made when such a file runs, and is empty while none is half done. Nothing here begins or ends a
 * transaction.
 */
public interface ProgressTable {
  /** Its name, in the schema of the history table. */
  String NAME = "sluice_migration_progress";

  void create(Connection connection, HistoryPlace place) throws SQLException;

  /** All steps of this history table's files, by file and number. */
  List<Step> read(Connection connection, HistoryPlace place) throws SQLException;

  /** Writes the steps, over those of the same file and number; as the given user, as in {@link HistoryTable#insert}. */
  void write(Connection connection, HistoryPlace place, String user, List<Step> steps) throws SQLException;

  void remove(Connection connection, HistoryPlace place, Step step) throws SQLException;

  void removeAll(Connection connection, HistoryPlace place, String user, String file) throws SQLException;

  /**
   * A statement of a file.
   *
   * @param statement its number in the file, from 1
   * @param digest hex SHA-256 of its text
   * @param evidence of {@link StatementRules#evidence}, for one that was sent; products without any need no column for it
   */
  record Step(String file, int statement, String digest, Status status, Optional<String> evidence) {
    public Step(String file, int statement, String digest, Status status) {
      this(file, statement, digest, status, Optional.empty());
    }

    public Step {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(digest, "digest");
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(evidence, "evidence");
    }

    boolean isDone() {
      return status == Status.DONE;
    }

    /** Whether somebody has to find out if it took effect. */
    boolean isOpen() {
      return status == Status.SENT || status == Status.PARTLY;
    }

    Step withDigest(String other) {
      return new Step(file, statement, other, status, evidence);
    }
  }

  enum Status {
    /** Given to the server; whether it took effect isn't known. */
    SENT,
    /** Took effect. */
    DONE,
    /** The server refused it or gave up. It can be sent again: nothing is left of it, or nothing that would be in the way. */
    FAILED,
    /** The server refused it or gave up, and a part of it may have taken effect. */
    PARTLY
  }
}
