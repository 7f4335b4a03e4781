package dev.sluice.rules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version in Flyway's order: numbers apart by {@code .} or {@code _}, compared one by one, absent ones being zero; so
 * {@code 1}, {@code 1.0} and {@code 1_0} are equal, and {@code 1.10} is newer than {@code 1.9}.
 */
public final class Version implements Comparable<Version> {
  private final List<BigInteger> parts;
  private final String text;

  private Version(List<BigInteger> parts, String text) {
    this.parts = parts;
    this.text = text;
  }

  /** @throws IllegalArgumentException where the text is no version */
  public static Version parse(String text) {
    return of(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no version: write numbers apart by dots, such as 2 or 2.1"));
  }

  /** Empty where the text is no version. */
  public static Optional<Version> of(String text) {
    var dotted = text.replace('_', '.');
    var parts = new ArrayList<BigInteger>();
    for (var part : dotted.split("\\.", -1)) {
      if (part.isEmpty() || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      parts.add(new BigInteger(part));
    }
    while (parts.size() > 1 && parts.getLast().signum() == 0) {
      parts.removeLast();
    }
    return Optional.of(new Version(List.copyOf(parts), dotted));
  }

  @Override
  public int compareTo(Version other) {
    for (var i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      var compared = part(i).compareTo(other.part(i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  public boolean isAtLeast(Version other) {
    return compareTo(other) >= 0;
  }

  private BigInteger part(int i) {
    return i < parts.size() ? parts.get(i) : BigInteger.ZERO;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Version other && parts.equals(other.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /** As the history table writes it: with dots. */
  @Override
  public String toString() {
    return text;
  }
}
