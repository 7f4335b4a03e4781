package dev.sluice.api.common;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one engine alone has, by the engine's id: passed on as it was written, to those who know it. */
public final class Sections {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

  /** @param options a record, or null where the manifest has no such section */
  public Sections with(String engine, Object options) {
    if (options != null) {
      sections.put(engine, JSON.convertValue(options, new TypeReference<Map<String, Object>>() {}));
    }
    return this;
  }

  public Map<String, Map<String, Object>> byEngine() {
    return Map.copyOf(sections);
  }
}
