package dev.sluice.engine.schema;

import dev.sluice.rules.SourceDigest;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that say what a database's structure shall be.
 *
 * @param files SQL text by file name
 * @param digest {@link SourceDigest} over them
 * @param confidential whether any of it came from a secret, so that no statement text may be shown
 */
public record SchemaSource(SortedMap<String, String> files, String digest, boolean confidential) {
  public SchemaSource {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    Objects.requireNonNull(digest, "digest");
  }

  public static SchemaSource of(Map<String, String> files, boolean confidential) {
    return new SchemaSource(new TreeMap<>(files), SourceDigest.of(files), confidential);
  }
}
