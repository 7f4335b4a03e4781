package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/** Where SQL files come from; whatever the sources, they make one set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Source(
    String digest, Map<String, String> inline, List<LocalReference> configMapRefs, List<LocalReference> secretRefs) {
  public Source {
    inline = inline == null ? Map.of() : Map.copyOf(inline);
    configMapRefs = configMapRefs == null ? List.of() : List.copyOf(configMapRefs);
    secretRefs = secretRefs == null ? List.of() : List.copyOf(secretRefs);
  }
}
