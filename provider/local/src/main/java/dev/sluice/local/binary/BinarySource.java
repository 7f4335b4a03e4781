package dev.sluice.local.binary;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One place where programs may be had.
 */
public interface BinarySource {
  /**
   * The executable file, or empty where this source doesn't have it: the next source is asked then.
   */
  Optional<Path> find(GoProgram binary);
}
