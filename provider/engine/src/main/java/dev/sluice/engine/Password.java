package dev.sluice.engine;

import java.util.Objects;

/** A secret text that doesn't show itself: its {@code toString} is the same for all. */
public final class Password {
  private final String value;

  public Password(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The text itself, for a driver and nobody else. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Password other && value.equals(other.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
