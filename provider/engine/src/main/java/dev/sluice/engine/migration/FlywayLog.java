package dev.sluice.engine.migration;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.flywaydb.core.api.logging.LogFactory;

/**
 * What Flyway logs: errors only. Its debug messages quote statements with the placeholders' values in them, which must
 * never be written, whatever the log's level.
 */
final class FlywayLog implements Log {
  private final Logger logger;

  private FlywayLog(String name) {
    this.logger = System.getLogger(name);
  }

  /** Until this is called Flyway keeps all that it logs in memory. */
  static void install() {
    LogCreator creator = type -> new FlywayLog(type.getName());
    LogFactory.setLogCreator(creator);
  }

  @Override
  public void debug(String message) {}

  @Override
  public void info(String message) {}

  @Override
  public void warn(String message) {}

  @Override
  public void notice(String message) {}

  @Override
  public void error(String message) {
    logger.log(Level.ERROR, message);
  }

  @Override
  public void error(String message, Exception e) {
    logger.log(Level.ERROR, message);
  }
}
