package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * One at a time, over all processes, for whoever creates, claims or drops the database or role of a name. Named locks are the
 * server's own, not a cluster's: on several servers that are written to at once, two may hold one.
 *
 * @param kind of what has the name, in a word
 * @param patience with others
 */
record NameLock(String kind, Duration patience) {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int LONGEST_NAME = 64;

  <T> T holding(Session session, String named, SessionWork.Task<T> task) throws SQLException {
    String name = name(kind, named);
    long seconds = Math.min(MySqlFamilyConnector.seconds(patience), LONGEST.toSeconds());
    if (!taken(session, name, seconds)) {
      throw new EngineException(
          new Failure.Transient(
              Reasons.LOCK_TIMEOUT,
              "Another session has been making, claiming or dropping " + kind + " " + named + " for " + seconds
                  + " s; it will be tried again.",
              Optional.empty()));
    }
    boolean released = false;
    try {
      T result = task.run(session);
      release(session, name);
      released = true;
      return result;
    } finally {
      if (!released) {
        session.discard();
      }
    }
  }

  private static boolean taken(Session session, String name, long seconds) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement("SELECT GET_LOCK(?, ?)")) {
      statement.setString(1, name);
      statement.setLong(2, seconds);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  private static void release(Session session, String name) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement("SELECT RELEASE_LOCK(?)")) {
      statement.setString(1, name);
      statement.execute();
    }
  }

  /** Hashed, since a lock's name may be no longer than a database's, and folded, since either may ignore case. */
  static String name(String kind, String named) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(named.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
      return ("sluice " + kind + " " + HexFormat.of().formatHex(hash)).substring(0, LONGEST_NAME);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
