package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What takes other patience than the real one's. */
@Timeout(60)
class BoundedSessionsIT {
  private static final Failure DOWN = new Failure.Transient(Reasons.UNREACHABLE, "down", Optional.empty());

  @Test
  void whoWaitsTooLongIsToldTheLimitAndTheField(@PostgreSql EmbeddedPostgreSql server) {
    try (Sessions sessions = new BoundedSessions(3, times(Duration.ofMillis(100)), new Connector(server));
        Session one = sessions.lease("postgres", Purpose.LOOKING);
        Session two = sessions.lease("postgres", Purpose.LOOKING)) {
      assertThatThrownBy(() -> sessions.lease("postgres", Purpose.LOOKING))
          .hasMessage("All of the 3 sessions that may be open on this server were in use for 0.1 s; raise spec.maxSessions of the"
              + " ProviderConfig if the server can bear more.");
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void whoCameFirstIsServedFirst(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    try (Sessions sessions = new BoundedSessions(3, times(Duration.ofSeconds(30)), new Connector(server))) {
      Session held = sessions.lease("postgres", Purpose.RUNNING);
      for (int i = 0; i < 5; i++) {
        int turn = i;
        Thread thread = Thread.ofPlatform().start(() -> {
          try (Session session = sessions.lease("postgres", Purpose.RUNNING)) {
            served.add(turn);
            assertThat(session.connection()).isNotNull();
          }
        });
        threads.add(thread);
        await().pollInterval(Duration.ofMillis(2)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      }
      held.close();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void afterAFailureNobodyTriesForAWhileThenOneDoes(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    Connector connector = new Connector(server);
    connector.down.set(true);
    try (Sessions sessions = new BoundedSessions(10, times(Duration.ofSeconds(30)), connector)) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> sessions.lease("postgres", Purpose.LOOKING)).hasMessage("down");
      }
      assertThat(connector.attempts.get()).isOne();
      await().pollInterval(Duration.ofMillis(5)).until(() -> {
        assertThatThrownBy(() -> sessions.lease("postgres", Purpose.LOOKING)).hasMessage("down");
        return connector.attempts.get() == 2;
      });
      connector.down.set(false);
      await().pollInterval(Duration.ofMillis(5)).ignoreExceptionsInstanceOf(EngineException.class).until(() -> {
        sessions.lease("postgres", Purpose.LOOKING).close();
        return true;
      });
    }
  }

  @Test
  void anIdleSessionOfAnotherDatabaseGivesWay(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    try (Sessions sessions = new BoundedSessions(3, times(Duration.ofSeconds(30)), new Connector(server))) {
      Session one = sessions.lease("postgres", Purpose.LOOKING);
      Session two = sessions.lease("postgres", Purpose.LOOKING);
      one.close();
      two.close();
      try (Session other = sessions.lease("template1", Purpose.LOOKING);
          Session third = sessions.lease("template1", Purpose.LOOKING);
          Session ending = sessions.lease("template1", Purpose.ENDING)) {
        assertThat(List.of(one.connection().isClosed(), two.connection().isClosed())).containsOnly(true);
        assertThat(other.connection().getCatalog()).isEqualTo("template1");
        assertThat(List.of(third, ending)).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void whatIsLeftInATransactionIsNotLentAgain(@PostgreSql EmbeddedPostgreSql server) throws Exception {
    try (Sessions sessions = new BoundedSessions(3, times(Duration.ofSeconds(30)), new Connector(server))) {
      Session session = sessions.lease("postgres", Purpose.LOOKING);
      session.connection().setAutoCommit(false);
      session.close();
      assertThat(session.connection().isClosed()).isTrue();
    }
  }

  @Test
  void aPasswordIsTriedInASessionThatCounts(@PostgreSql EmbeddedPostgreSql server) {
    var login = new Server.Login(server.host(), server.port(), "nobody", new Password(server.password()));
    var as = new Server(login, Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 3);
    var connector = new Connector(server);
    try (var sessions = new BoundedSessions(3, times(Duration.ofMillis(100)), connector)) {
      var logins = new LoginTests(as, Clock.systemUTC(), "28P01", sessions, role -> connector.connectAs(role.requiredLogin()));
      try (var one = sessions.lease("postgres", Purpose.LOOKING); var two = sessions.lease("postgres", Purpose.LOOKING)) {
        assertThat(List.of(one, two)).doesNotHaveDuplicates();
        assertThatThrownBy(() -> logins.works(server.username(), new Password(server.password()))).hasMessageContaining("All of the 3 sessions");
        assertThat(connector.attempts.get()).isEqualTo(2);
      }
      assertThat(logins.works(server.username(), new Password("another"))).isFalse();
      // Which keeps nobody else out.
      sessions.lease("template1", Purpose.LOOKING).close();
      assertThat(logins.works(server.username(), new Password(server.password()))).isTrue();
      assertThat(connector.attempts.get()).isEqualTo(5);
    }
  }

  private static SessionTimes times(Duration place) {
    return new SessionTimes(
        place, Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(1),
        Duration.ofMillis(100));
  }

  private record Connector(EmbeddedPostgreSql server, AtomicBoolean down, AtomicInteger attempts) implements SessionConnector {
    Connector(EmbeddedPostgreSql server) {
      this(server, new AtomicBoolean(), new AtomicInteger());
    }

    @Override
    public Outcome connect(String database) {
      attempts.incrementAndGet();
      if (down.get()) {
        return new Outcome.ServerRefused(DOWN);
      }
      try {
        return new Outcome.Connected(server.connect(database));
      } catch (SQLException e) {
        return new Outcome.ServerRefused(failure(e, database));
      }
    }

    /** A refusal reads as if it concerned all. */
    Outcome connectAs(Server.Login login) {
      attempts.incrementAndGet();
      try {
        return new Outcome.Connected(
            DriverManager.getConnection("jdbc:postgresql://" + login.host() + ":" + login.port() + "/postgres", login.username(), login.password().reveal()));
      } catch (SQLException e) {
        return new Outcome.ServerRefused(new Failure.MissingRight(Reasons.AUTHENTICATION, e.getMessage(), Optional.of(e.getSQLState())));
      }
    }

    @Override
    public void prepare(Connection connection, Purpose purpose) {}

    @Override
    public Failure failure(SQLException e, String database) {
      return new Failure.Transient(Reasons.UNREACHABLE, e.getMessage(), Optional.empty());
    }
  }
}
