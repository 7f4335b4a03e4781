package dev.sluice.controller.managed;

import java.util.Objects;
import java.util.Optional;

/**
 * Decisions of people that were acted on, to be echoed in the status, each as its annotation has it.
 *
 * @param repair of {@code sluice.dev/repair}
 * @param approve of {@code sluice.dev/approve}
 */
public record Answered(Optional<String> repair, Optional<String> approve) {
  public static final Answered NOTHING = new Answered(Optional.empty(), Optional.empty());

  public Answered {
    Objects.requireNonNull(repair, "repair");
    Objects.requireNonNull(approve, "approve");
  }

  public static Answered repair(String token) {
    return new Answered(Optional.of(token), Optional.empty());
  }

  public static Answered approve(String token) {
    return new Answered(Optional.empty(), Optional.of(token));
  }
}
