package dev.sluice.engine.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.Function;

/** Waits for so many milliseconds. A file tells other processes meanwhile that somebody is at it: SQLite shows nobody's work. */
final class SqliteSleep extends Function {
  private final Path sign;

  private SqliteSleep(Path sign) {
    this.sign = sign;
  }

  static SqliteSleep in(Path database) {
    return new SqliteSleep(sign(database));
  }

  static boolean somebodyIsAtIt(Path database) {
    return Files.exists(sign(database));
  }

  private static Path sign(Path database) {
    return database.resolveSibling(database.getFileName() + "-asleep");
  }

  @Override
  protected void xFunc() throws SQLException {
    try {
      Files.writeString(sign, "");
      Thread.sleep(value_long(0));
      Files.deleteIfExists(sign);
      result(0);
    } catch (IOException | InterruptedException e) {
      throw new SQLException(e);
    }
  }
}
