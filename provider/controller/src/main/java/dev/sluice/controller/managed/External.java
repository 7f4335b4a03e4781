package dev.sluice.controller.managed;

import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.reference.WakeUps;
import java.util.function.Supplier;

/**
 * What a kind knows of its external object. Every method may throw {@link dev.sluice.engine.EngineException}.
 *
 * @param <P> {@code spec.forProvider}
 * @param <O> {@code status.atProvider}
 */
public interface External<P, O> {

  /** The external name of a resource that was not given one. */
  String externalName(Subject<P, O> subject, Access access);

  /**
   * Whether Crossplane's creation annotations are kept. An object whose creation can be repeated without harm needs none.
   */
  boolean guardsCreation();

  /**
   * Looks at the external object, and starts what takes its time and is allowed by the policy.
   *
   * @param reads takes down what else is read on the way
   */
  Observed<O> observe(Subject<P, O> subject, WakeUps.Reads reads, Access access, ManagementPolicy policy);

  /** What of an observation a reconcile writes; the rest is written by others, and left to them. */
  default O own(O observation) {
    return observation;
  }

  /**
   * Deletes the external object; also where it is gone already.
   *
   * @param access connects when asked, since not every deletion needs it
   * @return whether it is done, or what is waited for
   */
  Deleted delete(Subject<P, O> subject, Supplier<Access> access);

  /**
   * The resource goes and its external object stays: what goes on for it is brought to its end, without asking the server.
   *
   * @return whether it is done, or what is waited for
   */
  default Deleted leave(Subject<P, O> subject) {
    return Deleted.LEFT;
  }

  /** Nothing new may be started for it until the next {@link #observe}. */
  default void pause(Subject<P, O> subject) {}

  /** It is gone from the API server. */
  default void forget(String uid) {}
}
