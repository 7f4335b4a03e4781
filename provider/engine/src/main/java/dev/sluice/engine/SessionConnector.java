package dev.sluice.engine;

import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** How one product logs in. Used by many threads at once. */
public interface SessionConnector {

  /** Logs in, within the server's connect timeout. Throws nothing for what network or server say. */
  Outcome connect(String database);

  /** Gives a session, new or used, the settings for its purpose. At most one round trip. */
  void prepare(Connection connection, Purpose purpose) throws SQLException;

  /** Over a run keep-alive alone watches, and its deadline: a statement may take hours. Short work is not waited for for ever. */
  static void limitSilence(Connection connection, Purpose purpose, Timeouts timeouts) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, purpose == Purpose.RUNNING ? 0 : timeouts.silenceMillis());
  }

  /** Breaks a connection that another thread may be waiting in, on a server that may answer nobody. Waits for neither. */
  default void cut(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /** What {@link #prepare} failed with, in words. */
  Failure failure(SQLException e, String database);

  sealed interface Outcome {
    record Connected(Connection connection) implements Outcome {
      public Connected {
        Objects.requireNonNull(connection, "connection");
      }
    }

    /** Nobody gets in: to try again at once, for whichever database, would be in vain. */
    record ServerRefused(Failure failure) implements Outcome {
      public ServerRefused {
        Objects.requireNonNull(failure, "failure");
      }
    }

    /** The server is well; this database alone can't be entered. */
    record DatabaseRefused(Failure failure) implements Outcome {
      public DatabaseRefused {
        Objects.requireNonNull(failure, "failure");
      }
    }
  }
}
