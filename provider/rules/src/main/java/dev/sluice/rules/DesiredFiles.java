package dev.sluice.rules;

import java.util.Map;
import java.util.stream.Collectors;

/** Which keys of ConfigMaps and Secrets are files of desired SQL: those that end in {@code .sql}; the digest is over these alone. */
public final class DesiredFiles {
  private static final String ENDING = ".sql";

  private DesiredFiles() {}

  public static Map<String, String> among(Map<String, String> texts) {
    return texts.entrySet().stream().filter(text -> text.getKey().endsWith(ENDING)).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
