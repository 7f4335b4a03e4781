package dev.sluice.rules;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the annotation {@value #ANNOTATION} asks for: requirements apart by commas, all of which must be met.
 *
 * @param all at least one
 */
public record Requirements(List<Requirement> all) {
  public static final String ANNOTATION = "sluice.dev/requires";
  /** No pod needs more; whoever reads them is held to a bound. */
  private static final int MOST = 32;

  /** @throws IllegalArgumentException where there are none or too many */
  public Requirements {
    all = List.copyOf(all);
    if (all.isEmpty() || all.size() > MOST) {
      throw new IllegalArgumentException("%d requirements; from 1 to %d can be asked for".formatted(all.size(), MOST));
    }
  }

  /** @throws IllegalArgumentException that says where the text is wrong and what to write */
  public static Requirements parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty; write what must be applied, such as orders>=3");
    }
    var parts = text.split(",", -1);
    if (Arrays.stream(parts).anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("in '%s': a comma with nothing beside it; write requirements apart by single commas".formatted(text.strip()));
    }
    return new Requirements(Arrays.stream(parts).map(Requirement::parse).toList());
  }

  /** As the annotation writes them, without blanks. */
  @Override
  public String toString() {
    return all.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
