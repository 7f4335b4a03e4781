package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.mysqlfamily.Questions.Row;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How grants name databases: as patterns, unless the server has taken to partial revokes.
 *
 * @param folded whether in lower case
 * @param there of the databases asked about
 */
record GrantNames(boolean patterns, boolean folded, List<String> there) {
  private static final int UNKNOWN_DATABASE = 1049;

  /** @return what is known once the questions are answered */
  static Supplier<GrantNames> asked(Questions questions, Collection<String> databases, AccountDialect dialect) {
    var settings = questions.add(List.of("@@lower_case_table_names", dialect.partialRevokes()), "DUAL", List.of());
    var there = databases.isEmpty()
        ? List.<Row>of()
        : questions.add(List.of("SCHEMA_NAME"), "information_schema.SCHEMATA WHERE SCHEMA_NAME" + Questions.in(databases), databases);
    return () -> new GrantNames(
        !settings.getFirst().text(1).equals("ON"), !settings.getFirst().text(0).equals("0"), there.stream().map(row -> row.text(0)).toList());
  }

  /** @throws SQLException where one of the databases that were asked about isn't there */
  GrantNames having(Collection<String> databases) throws SQLException {
    for (var database : databases) {
      // The dictionary compares names as if case and accents didn't matter, which they may.
      if (there.stream().noneMatch(name -> name.equals(database) || folded && name.equalsIgnoreCase(database))) {
        throw new SQLException("Unknown database '" + database + "'", "42000", UNKNOWN_DATABASE);
      }
    }
    return this;
  }

  /** As the server keeps it. */
  String of(String database) {
    var cased = folded ? database.toLowerCase(Locale.ROOT) : database;
    return patterns ? LikePattern.escaped(cased) : cased;
  }

  String quoted(String database) {
    var name = of(database);
    if (name.length() > Quoting.LONGEST_NAME) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "Database " + database + ", which grants write as " + name + " while " + Quoting.LONGEST_NAME
              + " characters are the most there, can't be named in one; have a database with fewer underscores or a shorter name.");
    }
    return Quoting.identifier(name);
  }
}
