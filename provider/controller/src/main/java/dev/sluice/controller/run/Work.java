package dev.sluice.controller.run;

import dev.sluice.engine.EngineException;

/** One piece of work beside the reconciles, for one resource. */
public interface Work {

  Control control();

  /** In words, for the log, such as {@code Migrating database orders}. */
  String what();

  /** Does it; at the end {@link #isEnded} whatever has happened. */
  void carryOut();

  /** It didn't begin, or an error of ours ended it. */
  void end(EngineException why);

  boolean isEnded();
}
