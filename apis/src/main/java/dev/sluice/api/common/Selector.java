package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/** Chooses another managed resource by labels; {@code matchControllerRef} asks for the same controller owner. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Selector(Map<String, String> matchLabels, Boolean matchControllerRef, ReferencePolicy policy) {
  public Selector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
  }
}
