package dev.sluice.engine;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.stream.Collectors;

/** A secret text that doesn't show itself: its {@code toString} is the same for all. */
public final class Password {
  private static final int LENGTH = 32;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  /** Whatever policy a server has for passwords, it is content with one of each kind. */
  private static final String OF_EACH_KIND = "-aA1";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String value;

  public Password(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** Of letters, digits and a hyphen, which mean nothing to any shell or URL: some 190 bits. */
  public static Password random() {
    return new Password(
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).mapToObj(at -> String.valueOf(ALPHABET.charAt(at))).collect(Collectors.joining()) + OF_EACH_KIND);
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
