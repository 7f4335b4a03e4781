package dev.sluice.engine.sqlite;

import dev.sluice.engine.Timeouts;
import dev.sluice.engine.database.DatabaseDesign;
import java.sql.SQLException;
import java.util.Optional;

/** In which file a design's database is, should it exist: an edited path must not make a second one of it. */
final class Placement {
  private final DatabaseFiles files;
  private final Timeouts timeouts;

  Placement(DatabaseFiles files, Timeouts timeouts) {
    this.files = files;
    this.timeouts = timeouts;
  }

  static String wanted(DatabaseDesign design, SqliteOptions options) {
    return options.path().orElse(FileName.usual(design.name()));
  }

  Optional<String> of(DatabaseDesign design, SqliteOptions options) {
    String wanted = wanted(design, options);
    String usual = FileName.usual(design.name());
    return files.recorded(design.name()).filter(files::exists)
        .or(() -> Optional.of(usual).filter(file -> !file.equals(wanted) && files.exists(file) && claimedBy(design, file)))
        .or(() -> Optional.of(wanted).filter(files::exists));
  }

  /** Not where somebody else's file happens to have the name. */
  private boolean claimedBy(DatabaseDesign design, String file) {
    try (SqliteConnection connection = SqliteConnection.open(files.file(file), timeouts.lock())) {
      return ClaimRecord.read(connection)
          .filter(record -> record.name().equals(design.name()) && record.belongsTo(design.claim()))
          .isPresent();
    } catch (SQLException e) {
      return false;
    }
  }
}
