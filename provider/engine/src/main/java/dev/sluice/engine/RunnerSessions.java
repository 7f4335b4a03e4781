package dev.sluice.engine;

import java.util.Objects;

/**
 * Sessions of a runner, a login that the provider makes to run somebody else's SQL in; they count with the provider's own. Another
 * process may have given it another password meanwhile: then it is made ready anew.
 */
public final class RunnerSessions implements Sessions {
  private static final int ATTEMPTS = 3;

  private final BoundedSessions places;
  private final Runner runner;

  /** A runner, and how to log in as it. */
  public record Ready(String login, SessionConnector connector) {
    public Ready {
      Objects.requireNonNull(login, "login");
      Objects.requireNonNull(connector, "connector");
    }
  }

  /** Of one place. Used by many threads. */
  public interface Runner {

    /** As it is known, or made. */
    Ready ready();

    /** It doesn't log in any more, or has not the rights it should have. */
    void forget(Ready ready);

    /** Whether a login's failure means that. */
    boolean isStale(Failure failure);
  }

  public RunnerSessions(BoundedSessions places, Runner runner) {
    this.places = Objects.requireNonNull(places, "places");
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  @Override
  public Session lease(String database, Purpose purpose) {
    for (var attempt = 1; ; attempt++) {
      var ready = runner.ready();
      try {
        return places.as(ready.login(), ready.connector()).lease(database, purpose);
      } catch (EngineException e) {
        if (attempt == ATTEMPTS || !runner.isStale(e.failure())) {
          throw e;
        }
        runner.forget(ready);
      }
    }
  }

  @Override
  public void endIdle(String database) {
    places.endIdle(database);
  }

  /** Nothing: they end with the provider's own. */
  @Override
  public void close() {}
}
