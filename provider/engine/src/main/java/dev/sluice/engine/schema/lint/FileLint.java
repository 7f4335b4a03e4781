package dev.sluice.engine.schema.lint;

import java.util.List;
import java.util.Map;

/** Looks through SQL before it is run, statement by statement, without a server. */
@FunctionalInterface
public interface FileLint {
  /** Of a product for which there are no rules. */
  FileLint NONE = (files, settings) -> List.of();

  /**
   * @param files SQL by file name, in the order in which they will run
   * @return in their order
   */
  List<FileFinding> of(Map<String, String> files, LintSettings settings);
}
