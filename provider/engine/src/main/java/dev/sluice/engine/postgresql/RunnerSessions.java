package dev.sluice.engine.postgresql;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;

/** Sessions of a runner, which count with the provider's own. */
final class RunnerSessions implements Sessions {
  private static final int ATTEMPTS = 3;
  /** Not into this database: it may have got another owner. */
  private static final String NO_RIGHT = "42501";

  private final BoundedSessions places;
  private final Runners runners;
  private final Runners.Place place;

  RunnerSessions(BoundedSessions places, Runners runners, Runners.Place place) {
    this.places = places;
    this.runners = runners;
    this.place = place;
  }

  @Override
  public Session lease(String database, Purpose purpose) {
    for (var attempt = 1; ; attempt++) {
      var ready = runners.ready(place);
      try {
        return places.as(ready.runner().login(), ready.connector()).lease(database, purpose);
      } catch (EngineException e) {
        if (attempt == ATTEMPTS || !stale(e.failure())) {
          throw e;
        }
        runners.forget(place, ready);
      }
    }
  }

  private static boolean stale(Failure failure) {
    return failure.reason().equals(RunnerConnector.OWNER_CHANGED) || failure.sqlState().filter(state -> RunnerConnector.NOT_ADMITTED.contains(state) || state.equals(NO_RIGHT)).isPresent();
  }

  @Override
  public void endIdle(String database) {
    places.endIdle(database);
  }

  /** Nothing: they end with the provider's own. */
  @Override
  public void close() {}
}
