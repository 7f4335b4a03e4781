package dev.sluice.local.benchmark.product;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A database product at work on this machine: how the provider gets there and what is asked of it, what its administrator
 * does before and after, outside of what is measured, and what can be counted. What a product can't tell is empty.
 */
public interface MeasuredProduct extends AutoCloseable {

  MeasuredEngine engine();

  /** Version and the settings that matter, such as {@code 18.6, its defaults: fsync on}. */
  String version();

  Access access();

  Applied applied();

  Remarks remarks();

  /** The same work without an operator. */
  PlainWork plain();

  /** Whether Roles of it are managed. */
  default boolean hasRoles() {
    return true;
  }

  /** Whether structures of it are managed declaratively. */
  default boolean hasSchemas() {
    return false;
  }

  /** Names, here and below, are the benchmark's own: lower case letters, digits, underscores. */
  void create(List<String> databases);

  /** With all that is in them; those that are gone already are no error. */
  void drop(List<String> databases);

  /** What was written before is on the disk, so that the next one doesn't pay for it; nothing where it can't be asked for. */
  void checkpoint();

  /** Empty where there is no server that sessions are opened to. */
  Optional<Sessions> sessions();

  /** The server's process, whose children count with it; empty where the product works within the provider's own. */
  OptionalLong pid();

  /** Ends the server; data stay. */
  @Override
  void close();
}
