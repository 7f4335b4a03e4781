package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackedConnectionTest {
  private final List<String> calls = new ArrayList<>();
  private boolean closed;
  private final Connection connection;
  private final TrackedConnection tracked;

  TrackedConnectionTest() throws SQLException {
    connection = TrackedConnection.around(fake(Connection.class, (proxy, method, args) -> switch (method.getName()) {
      case "getCatalog" -> "Orders";
      case "getAutoCommit" -> true;
      case "createStatement" -> statement("first");
      case "prepareStatement" -> statement("second");
      case "commit" -> throw new SQLException("as the driver says it", "08S01");
      default -> null;
    }));
    tracked = TrackedConnection.of(connection);
  }

  @Test
  void theStatementMadeLastIsCancelled() throws SQLException {
    tracked.cancel();
    connection.createStatement();
    connection.prepareStatement("SELECT 1");
    tracked.cancel();
    assertThat(calls).containsExactly("second cancel");
  }

  @Test
  void whatIsClosedIsLeftAlone() throws SQLException {
    connection.createStatement();
    closed = true;
    tracked.cancel();
    assertThat(calls).isEmpty();
  }

  @Test
  void aLimitHoldsForEachStatementFromThenOn() throws SQLException {
    connection.createStatement();
    tracked.prepared(51, Duration.ofMillis(1500));
    connection.createStatement();
    tracked.prepared(51, Duration.ZERO);
    connection.createStatement();
    assertThat(calls).containsExactly("first setQueryTimeout");
    assertThat(tracked.sessionId()).isEqualTo(51);
  }

  @Test
  void aTransactionBeginsWhenItIsAskedFor() throws SQLException {
    connection.setAutoCommit(true);
    assertThat(calls).isEmpty();
    connection.setAutoCommit(false);
    assertThat(calls).containsExactly("first execute", "first getUpdateCount", "first close");
  }

  @Test
  void itIsTheDriversOtherwise() throws SQLException {
    assertThat(tracked.database()).isEqualTo("Orders");
    assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class).hasMessage("as the driver says it");
    assertThat(connection).isEqualTo(connection).hasSameHashCodeAs(connection);
    assertThat(connection.isWrapperFor(TrackedConnection.class)).isTrue();
  }

  private Statement statement(String name) {
    return fake(PreparedStatement.class, (proxy, method, args) -> {
      if (method.getName().equals("isClosed")) {
        return closed;
      }
      calls.add(name + " " + method.getName());
      return switch (method.getName()) {
        case "execute" -> false;
        case "getUpdateCount" -> -1;
        default -> null;
      };
    });
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(TrackedConnectionTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
