package dev.sluice.engine.schema;

import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.schema.lint.LintSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a database's structure should be, and how to get there.
 *
 * @param schemas to which it is confined; empty: all but the system's
 * @param exclude globs on {@code kind schema.name} or {@code schema.name}: such objects are invisible
 * @param neverDropped kinds in words, such as {@code table}: what the desired structure lacks of them stays
 * @param privileges whether grants and default privileges are compared; objects that are made anew keep theirs either way
 * @param online whether existing tables are changed so that others can write meanwhile, in more steps
 * @param lockTimeout for each statement; zero: none
 * @param lockRetries how often a transaction is tried again that didn't get its locks
 * @param statementTimeout zero: none
 * @param deadline for applying a plan, waiting for the database's lock included
 * @param lint by which rules plans are looked through
 * @param perStatement whether each statement is a transaction of its own
 */
public record SchemaDesign(
    String database,
    SchemaSource source,
    Set<String> schemas,
    List<String> exclude,
    Set<String> neverDropped,
    boolean privileges,
    boolean online,
    Duration lockTimeout,
    int lockRetries,
    Duration statementTimeout,
    Duration deadline,
    boolean perStatement,
    RunAs runAs,
    LintSettings lint) {
  public SchemaDesign {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(source, "source");
    schemas = Set.copyOf(schemas);
    exclude = List.copyOf(exclude);
    neverDropped = Set.copyOf(neverDropped);
    Objects.requireNonNull(lockTimeout, "lockTimeout");
    Objects.requireNonNull(statementTimeout, "statementTimeout");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(runAs, "runAs");
    Objects.requireNonNull(lint, "lint");
    if (lockRetries < 0) {
      throw new IllegalArgumentException("lockRetries is " + lockRetries + ", must be 0 or more");
    }
  }

  /** With what is usual where nothing is said. */
  public static SchemaDesign of(String database, SchemaSource source) {
    return new SchemaDesign(
        database, source, Set.of(), List.of(), Set.of(), false, true, Duration.ofSeconds(5), 5, Duration.ZERO, Duration.ofHours(1), false, new RunAs.Owner(),
        LintSettings.STANDARD);
  }

  public SchemaDesign with(LintSettings other) {
    return new SchemaDesign(
        database, source, schemas, exclude, neverDropped, privileges, online, lockTimeout, lockRetries, statementTimeout, deadline, perStatement, runAs, other);
  }
}
