package dev.sluice.engine.sqlserver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A driver's connection that knows what others must know while it is busy: its number on the server, and the statement it is
 * in. Statements follow one another, so that the one made last is the one that runs.
 */
final class TrackedConnection implements InvocationHandler {
  /** The driver leaves it to the server, which begins a transaction with some statements and not with others. */
  private static final String BEGIN =
      "IF @@TRANCOUNT = 0 BEGIN SET IMPLICIT_TRANSACTIONS OFF; BEGIN TRANSACTION; SET IMPLICIT_TRANSACTIONS ON; END";

  private final Connection driver;
  private final String database;
  private volatile long sessionId;
  private volatile int limitSeconds;
  private volatile Optional<Statement> latest = Optional.empty();

  private TrackedConnection(Connection driver) throws SQLException {
    this.driver = driver;
    this.database = driver.getCatalog();
  }

  static Connection around(Connection driver) throws SQLException {
    TrackedConnection tracked = new TrackedConnection(driver);
    return (Connection) Proxy.newProxyInstance(TrackedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, tracked);
  }

  static TrackedConnection of(Connection connection) throws SQLException {
    return connection.unwrap(TrackedConnection.class);
  }

  /** The database that was logged in to, as the server spells it; a file may have gone elsewhere since. */
  String database() {
    return database;
  }

  /** The server's number of this session. */
  long sessionId() {
    return sessionId;
  }

  /** What was learnt when the session was prepared for a purpose. @param limit for each statement from now on; zero: none */
  void prepared(long id, Duration limit) {
    sessionId = id;
    limitSeconds = (int) Math.clamp(limit.plusMillis(999).toSeconds(), 0, Integer.MAX_VALUE);
  }

  /** From any thread. Nothing happens where no statement runs. */
  void cancel() throws SQLException {
    Optional<Statement> running = latest;
    if (running.isPresent() && !running.get().isClosed()) {
      running.get().cancel();
    }
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "session " + sessionId + " in " + database;
      case "unwrap" -> args[0].equals(TrackedConnection.class) ? this : forwarded(method, args);
      case "isWrapperFor" -> args[0].equals(TrackedConnection.class) || (boolean) forwarded(method, args);
      case "setAutoCommit" -> {
        boolean begins = driver.getAutoCommit() && !(boolean) args[0];
        forwarded(method, args);
        if (begins) {
          Batch.execute(driver, BEGIN);
        }
        yield null;
      }
      default -> noted(forwarded(method, args));
    };
  }

  private Object forwarded(Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(driver, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object noted(Object result) throws SQLException {
    if (result instanceof Statement statement) {
      if (limitSeconds > 0) {
        statement.setQueryTimeout(limitSeconds);
      }
      latest = Optional.of(statement);
    }
    return result;
  }
}
