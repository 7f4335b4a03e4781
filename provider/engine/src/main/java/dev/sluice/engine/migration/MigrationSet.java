package dev.sluice.engine.migration;

import dev.sluice.rules.SourceDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a migration, one sorted set whatever they were read from.
 *
 * @param files SQL text by file name
 * @param digest {@link SourceDigest} over them
 * @param confidential whether any of it came from a secret, so that no statement text may be shown
 */
public record MigrationSet(SortedMap<String, String> files, String digest, boolean confidential) {
  public MigrationSet {
    files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  public static MigrationSet of(Map<String, String> files, boolean confidential) {
    return new MigrationSet(new TreeMap<>(files), SourceDigest.of(files), confidential);
  }
}
