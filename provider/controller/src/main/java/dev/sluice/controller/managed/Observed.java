package dev.sluice.controller.managed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a look at the external object found.
 *
 * @param <O> what goes to {@code status.atProvider}
 */
public sealed interface Observed<O> {

  /** There is none; {@code create} makes it. */
  record Absent<O>(String what, Runnable create) implements Observed<O> {
    public Absent {
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(create, "create");
    }
  }

  /**
   * There is one, and it differs; {@code update} removes the differences.
   *
   * @param differences each in a few words, for an event
   */
  record Outdated<O>(O observation, Map<String, String> connection, List<String> differences, Runnable update)
      implements Observed<O> {}

  /**
   * Nothing to do for now: it is as it should be, or can't be, or waits.
   *
   * @param connection what the connection secret says
   * @param answered what people asked for by annotations and was acted on
   * @param keepTrying whether a stalled one may get better by something that nobody tells us of, such as a GRANT
   * @param due when something is to be done in any case; empty: at the usual time
   */
  record Settled<O>(
      O observation,
      Map<String, String> connection,
      Standing standing,
      Answered answered,
      boolean keepTrying,
      Optional<Instant> due)
      implements Observed<O> {
    public Settled(O observation, Map<String, String> connection, Standing standing) {
      this(observation, connection, standing, Answered.NOTHING, false);
    }

    public Settled(O observation, Map<String, String> connection, Standing standing, Answered answered, boolean keepTrying) {
      this(observation, connection, standing, answered, keepTrying, Optional.empty());
    }
  }

  /**
   * Something that takes its time goes on.
   *
   * @param announced called once the status says that the resource is not ready; before it nothing is changed
   * @param news whether there is something to tell beyond that it is under way
   */
  record Running<O>(O observation, Standing standing, Runnable announced, boolean news) implements Observed<O> {}

  /** A look goes on beside the reconciles, and until it has an outcome the resource stands as it did. */
  record Looking<O>() implements Observed<O> {}
}
