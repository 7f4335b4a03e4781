package dev.sluice.engine.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of the history table, as Flyway defines it. A description or script that is too long for its column is shortened the way
 * Flyway shortens it, or Flyway would find a difference.
 *
 * @param description at most 200 characters are kept
 * @param script the file's name, of which at most 1,000 characters are kept
 * @param installedOn by the server's clock; ignored when a row is written
 * @param executionTime ms
 */
public record HistoryRow(
    int rank,
    Optional<String> version,
    String description,
    String type,
    String script,
    Optional<Integer> checksum,
    String installedBy,
    Instant installedOn,
    int executionTime,
    boolean success) {
  private static final int DESCRIPTION = 200;
  private static final int SCRIPT = 1000;

  public HistoryRow {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(script, "script");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(installedBy, "installedBy");
    Objects.requireNonNull(installedOn, "installedOn");
    description = description.length() <= DESCRIPTION ? description : description.substring(0, DESCRIPTION - 3) + "...";
    script = script.length() <= SCRIPT ? script : script.substring(0, SCRIPT);
  }

  /**
   * @param row stands on a row whose columns are the table's own, in Flyway's order
   * @param installedOn the eighth column, which each server shows in its own way
   */
  public static HistoryRow of(ResultSet row, Instant installedOn) throws SQLException {
    var number = row.getInt(6);
    var checksum = row.wasNull() ? Optional.<Integer>empty() : Optional.of(number);
    return new HistoryRow(
        row.getInt(1), Optional.ofNullable(row.getString(2)), Optional.ofNullable(row.getString(3)).orElse(""), row.getString(4),
        row.getString(5), checksum, row.getString(7), installedOn, row.getInt(9),
        row.getBoolean(10));
  }

  HistoryRow failed() {
    return new HistoryRow(rank, version, description, type, script, checksum, installedBy, installedOn, executionTime, false);
  }

  HistoryRow withRank(int other) {
    return new HistoryRow(other, version, description, type, script, checksum, installedBy, installedOn, executionTime, success);
  }
}
