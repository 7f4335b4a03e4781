package dev.sluice.local.controlplane;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One place where programs of the control plane may be had.
 */
interface BinarySource {
  /**
   * The executable file, or empty where this source doesn't have it: the next source is asked then.
   */
  Optional<Path> find(Binary binary);
}
