package dev.sluice.engine.migration;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of the history table, as Flyway defines it.
 *
 * @param script the file's name
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
  public HistoryRow {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(script, "script");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(installedBy, "installedBy");
    Objects.requireNonNull(installedOn, "installedOn");
  }

  HistoryRow withRank(int other) {
    return new HistoryRow(other, version, description, type, script, checksum, installedBy, installedOn, executionTime, success);
  }
}
