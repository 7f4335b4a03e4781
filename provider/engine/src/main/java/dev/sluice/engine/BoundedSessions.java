package dev.sluice.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** {@link Sessions} over a product's way to log in. No thread exists while no session is idle. */
public final class BoundedSessions implements Sessions {
  private final SessionConnector connector;
  private final SessionTimes times;
  private final Places places;
  private final String user;
  /** When a session last broke in somebody's hands ({@link System#nanoTime}): older idle ones have to prove themselves. */
  private final AtomicLong lastBreak;

  BoundedSessions(int max, SessionTimes times, SessionConnector connector) {
    this.connector = connector;
    this.times = times;
    this.user = "";
    this.lastBreak = new AtomicLong(System.nanoTime());
    this.places =
        new Places(
            max,
            times,
            new SplittableRandom(),
            () -> Thread.ofVirtual().name("sluice-idle-sessions").start(this::closeIdle));
  }

  private BoundedSessions(BoundedSessions shared, String user, SessionConnector connector) {
    this.connector = connector;
    this.times = shared.times;
    this.user = user;
    this.lastBreak = shared.lastBreak;
    this.places = shared.places;
  }

  public static BoundedSessions of(Server server, SessionConnector connector) {
    return new BoundedSessions(server.maxSessions(), SessionTimes.DEFAULT, connector);
  }

  /** Sessions of another user that count with these; closing these closes those. */
  public Sessions as(String other, SessionConnector login) {
    return new BoundedSessions(this, Objects.requireNonNull(other, "other"), login);
  }

  @Override
  public Session lease(String database, Purpose purpose) {
    Places.Place place = places.take(new Seat(database, user), purpose);
    place.evicted().ifPresent(OpenSession::end);
    OpenSession session = place.idle().filter(this::alive).orElseGet(() -> connect(database, place));
    return new Lease(prepared(session, purpose), purpose);
  }

  private OpenSession connect(String database, Places.Place place) {
    if (place.idle().isPresent()) {
      places.reconnect().ifPresent(failure -> {
        places.free(place.purpose());
        throw new EngineException(failure);
      });
    }
    boolean told = false;
    try {
      SessionConnector.Outcome outcome = connector.connect(database);
      // An interrupted thread's socket is closed under it, which says nothing about the server.
      if (Thread.currentThread().isInterrupted()) {
        if (outcome instanceof SessionConnector.Outcome.Connected(Connection connection)) {
          new OpenSession(connection, new Seat(database, user), Optional.empty(), 0).end();
        }
        throw new EngineException(SessionFailures.interrupted(database));
      }
      told = true;
      return switch (outcome) {
        case SessionConnector.Outcome.Connected(Connection connection) -> {
          places.answered();
          yield new OpenSession(connection, new Seat(database, user), Optional.empty(), System.nanoTime());
        }
        case SessionConnector.Outcome.DatabaseRefused(Failure failure) -> {
          places.answered();
          places.free(place.purpose());
          throw new EngineException(failure);
        }
        case SessionConnector.Outcome.ServerRefused(Failure failure) -> {
          places.refused(failure);
          places.free(place.purpose());
          throw new EngineException(failure);
        }
      };
    } finally {
      if (!told) {
        places.abandoned(place.purpose());
      }
    }
  }

  private OpenSession prepared(OpenSession session, Purpose purpose) {
    if (session.settings().filter(purpose::equals).isPresent()) {
      return session;
    }
    try {
      connector.prepare(session.connection(), purpose);
      return session.preparedFor(purpose);
    } catch (SQLException e) {
      session.end();
      places.free(purpose);
      throw new EngineException(connector.failure(e, session.seat().database()));
    }
  }

  private boolean alive(OpenSession session) {
    boolean trusted =
        session.lastUsed() - lastBreak.get() > 0 && System.nanoTime() - session.lastUsed() < times.trusted().toNanos();
    if (trusted) {
      return true;
    }
    try {
      if (session.connection().isValid((int) times.validation().toSeconds())) {
        return true;
      }
    } catch (SQLException e) {
      // Dead, as below.
    }
    session.end();
    return false;
  }

  private void closeIdle() {
    try {
      for (Optional<OpenSession> due = places.awaitDue(); due.isPresent(); due = places.awaitDue()) {
        due.get().end();
        places.closed(due.get());
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if somebody does, the sessions end with the process.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void endIdle(String database) {
    for (OpenSession session : places.takeIdle(database)) {
      session.end();
      places.closed(session);
    }
  }

  @Override
  public void close() {
    places.shut().forEach(OpenSession::end);
  }

  private final class Lease implements Session {
    private final OpenSession session;
    private final Purpose purpose;
    private final AtomicBoolean returned = new AtomicBoolean();
    private volatile boolean discarded;

    Lease(OpenSession session, Purpose purpose) {
      this.session = session;
      this.purpose = purpose;
    }

    @Override
    public Connection connection() {
      return session.connection();
    }

    @Override
    public void discard() {
      discarded = true;
    }

    @Override
    public void cut() {
      if (returned.get()) {
        return;
      }
      discarded = true;
      lastBreak.set(System.nanoTime());
      try {
        connector.cut(session.connection());
      } catch (SQLException e) {
        // It is broken already.
      }
    }

    @Override
    public void close() {
      if (!returned.compareAndSet(false, true)) {
        return;
      }
      if (discarded) {
        // The server takes its time to let go, and what was done here is done: the place alone waits for it.
        Thread.startVirtualThread(this::end);
      } else if (!intact() || !places.park(purpose, session.usedAt(System.nanoTime()))) {
        end();
      }
    }

    private void end() {
      session.end();
      places.free(purpose);
    }

    private boolean intact() {
      try {
        if (session.connection().isClosed()) {
          lastBreak.set(System.nanoTime());
          return false;
        }
        return session.connection().getAutoCommit();
      } catch (SQLException e) {
        return false;
      }
    }
  }
}
