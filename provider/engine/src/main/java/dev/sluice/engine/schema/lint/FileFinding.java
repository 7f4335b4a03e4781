package dev.sluice.engine.schema.lint;

import java.util.Objects;

/**
 * What a rule found in a file of SQL.
 *
 * @param line where the statement begins, from 1
 */
public record FileFinding(String file, int line, Finding finding) {
  public FileFinding {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(finding, "finding");
  }
}
