package dev.sluice.engine;

import java.util.Objects;

/** Carries a {@link Failure}. It has no cause on purpose: a driver's exception may quote values that must not be shown. */
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  public EngineException(Failure failure) {
    super(Objects.requireNonNull(failure, "failure").message());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
