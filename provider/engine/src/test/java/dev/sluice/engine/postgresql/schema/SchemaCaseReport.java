package dev.sluice.engine.postgresql.schema;

import dev.sluice.engine.postgresql.schema.SchemaHarness.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What came out of other projects' cases, as a page: totals, then by name what didn't pass and why. */
final class SchemaCaseReport {
  private static final String BACKWARD = " backward";
  private static final Map<String, String> ORIGINS =
      Map.of(
          "pgschema", "pgschema, testdata/diff, Apache-2.0",
          "schemahero-postgres", "SchemaHero, integration tests, Apache-2.0",
          "pg-schema-diff", "Stripe's pg-schema-diff, acceptance tests, MIT",
          "atlas-postgres", "Atlas, integration tests, Apache-2.0",
          "sqldef-postgres", "sqldef, tests, MIT");

  private SchemaCaseReport() {}

  /** @param outcomes by major and by the case's name */
  record Suite(String file, List<SchemaCase> cases, Map<Integer, Map<String, Outcome>> outcomes) {
    String name() {
      return file.replace(".jsonl", "");
    }
  }

  static String of(List<Suite> suites) {
    var text = new StringBuilder(
        """
        # Cases of declarative schemas

        Other projects' test cases, each from its current structure to its desired one and back, with rows in the tables. Written by
        `OtherSchemaCasesIT`, run with `-Dsluice.schema.cases=<folder>`; their texts are not part of this project. Its own cases
        are in provider/engine/src/test/resources/schema-cases, and `SchemaCasesIT` fails if one of them does.

        A case passes if the live database ends with the desired structure by our own inspection and by pg_dump (where the machine has one
        that knows the server), if a second plan is empty, if rows and values survive, and if nothing invalid, unproven or temporary is left.
        *Without rows*: no plan can keep the rows that the harness put in (a column that must not be null and has no default, for example),
        so the case was run on empty tables. *Refused*: there is no plan, and a message says which object is why. Extensions are never dropped:
        the Database has them.

        | suite | from | PostgreSQL | direction | cases | passed | of these without rows | refused | failed | pg_dump |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (var suite : suites) {
      suite.outcomes().forEach((major, found) -> {
        text.append(row(suite, major, "forward", found, name -> !name.endsWith(BACKWARD)));
        text.append(row(suite, major, "backward", found, name -> name.endsWith(BACKWARD)));
      });
    }
    suites.forEach(suite -> text.append(details(suite)));
    return text.toString();
  }

  private static String row(Suite suite, int major, String direction, Map<String, Outcome> all, Predicate<String> which) {
    var found = all.entrySet().stream().filter(outcome -> which.test(outcome.getKey())).map(Map.Entry::getValue).toList();
    var dumped = Dump.version().filter(version -> version >= major).isPresent() ? "compared" : "too old here";
    return "| " + String.join(" | ", suite.name(), ORIGINS.getOrDefault(suite.name(), "unknown"), String.valueOf(major), direction, String.valueOf(found.size()),
        String.valueOf(found.stream().filter(Outcome::passed).count()), count(found, Outcome.Kind.PASSED_WITHOUT_ROWS), count(found, Outcome.Kind.REFUSED),
        count(found, Outcome.Kind.FAILED), dumped) + " |\n";
  }

  private static String count(List<Outcome> found, Outcome.Kind kind) {
    return String.valueOf(found.stream().filter(outcome -> outcome.kind() == kind).count());
  }

  private static String details(Suite suite) {
    var lines = new TreeMap<String, String>();
    suite.cases().stream().filter(one -> !one.loads()).forEach(one -> lines.put(one.id(), "not run: its SQL needs an extension or option that plain PostgreSQL lacks"));
    suite.outcomes().forEach((major, found) -> found.forEach((name, outcome) -> {
      if (!outcome.passed()) {
        lines.merge(name, major + " " + cause(outcome), (one, other) -> one + "; " + other);
      }
    }));
    var without = suite.outcomes().values().stream().flatMap(found -> found.entrySet().stream())
        .filter(outcome -> outcome.getValue().kind() == Outcome.Kind.PASSED_WITHOUT_ROWS).map(Map.Entry::getKey).distinct().sorted().collect(Collectors.joining(", "));
    return "\n## " + suite.name() + "\n\n"
        + (lines.isEmpty() ? "Nothing refused or failed.\n" : lines.entrySet().stream().map(line -> "- " + line.getKey() + ": " + line.getValue() + "\n").collect(Collectors.joining()))
        + (without.isEmpty() ? "" : "\nWithout rows: " + without + ".\n");
  }

  private static String cause(Outcome outcome) {
    return (outcome.kind() == Outcome.Kind.REFUSED ? "refused: " : "FAILED: ") + outcome.words().stream().findFirst().orElse("").lines().findFirst().orElse("");
  }
}
