package dev.sluice.engine.schema.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What plans and migration files are looked through for. Which of them a product knows of is its own. */
public enum Rule {
  DROP_SCHEMA(
      "A schema is dropped", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.LOSS, List.of("objects"),
      "With it goes what is in it.",
      "Declare the schema, exclude it, or turn the rule off meanwhile"),
  DROP_TABLE(
      "A table with rows is dropped", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.LOSS, List.of("rows"),
      "Nothing brings the rows back but a backup.",
      "Declare the table, move or delete its rows first, or turn the rule off meanwhile"),
  DROP_COLUMN(
      "A column with values is dropped", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.LOSS, List.of("nonNull"),
      "The values go, and whoever still reads the column fails.",
      "Stop using the column and empty it first, write -- sluice:renamed from= where it has a new name, or turn the rule off meanwhile"),
  DROP_VALUES(
      "A value of an enum that rows have is removed", Defaults.plan(Severity.ERROR), Weighing.LOSS, List.of("rows"),
      "The rows can't be cast to the new type, and the statement fails.",
      "Give these rows another value first"),
  DROP_PARTITION(
      "A partition with rows is dropped or detached", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.LOSS, List.of("rows"),
      "Its rows aren't found in the table any more.",
      "Declare the partition, move its rows, or turn the rule off meanwhile"),
  DROP_CONSTRAINT(
      "A constraint is dropped", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "What it kept out may come in from then on, and stands in the way of making it again.",
      "Make sure that nothing relies on it"),
  DROP_NOT_NULL(
      "A column may be null from now on", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Clients may not expect it.",
      "Make sure that whoever reads it copes with nulls"),
  RENAME_TABLE(
      "A table or view is renamed", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Declare a view of the old name until no client uses it"),
  RENAME_COLUMN(
      "A column is renamed", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Add a column of the new name, and drop the old one once no client uses it"),
  RENAME_SCHEMA(
      "A schema is renamed", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Stop the clients meanwhile, or set their search path"),
  RENAME_ENUM_VALUE(
      "A value of an enum is renamed", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Running clients know the old value.",
      "Add the new value, and move the rows once every client knows it"),
  RENAME_ROUTINE(
      "A function or procedure is renamed", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Running clients, and bodies of other functions, know the old name.",
      "Declare one of the old name that calls it until no client uses it"),
  DROP_THEN_ADD(
      "A drop and an addition look like a rename", Defaults.plan(Severity.ERROR), Weighing.PLAIN, List.of(),
      "A table loses and gains a column of one type, or one table goes while another of the same columns comes.",
      "Write -- sluice:renamed from=old before the new one; if it is none, drop the old one first"),
  HINT_WITHOUT_OBJECT(
      "A hint names nothing", Defaults.plan(Severity.WARN), Weighing.PLAIN, List.of(),
      "It has no effect.",
      "Correct the hint or take it away"),
  OUTSIDE_SCHEMAS(
      "Objects are declared in a schema that isn't managed", Defaults.plan(Severity.WARN), Weighing.PLAIN, List.of(),
      "They are neither made nor compared.",
      "Add the schema to spec.forProvider.schemas, exclude the objects, or take them out of the files"),
  UNIQUE_ON_DATA(
      "Rows are duplicates for a new unique or primary key or index", Defaults.plan(Severity.ERROR), Weighing.FAILURE, List.of("duplicates"),
      "It can't be built.",
      "Remove the duplicates first"),
  NOT_NULL_ON_DATA(
      "Rows have, or would get, null where it isn't allowed any more", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.FAILURE, List.of("nulls"),
      "The statement fails.",
      "Fill in the nulls first, or give a new column a default"),
  CHECK_ON_DATA(
      "Rows violate a new check", Defaults.plan(Severity.ERROR), Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct the rows first, or declare the check NOT VALID"),
  FK_ON_DATA(
      "Rows violate a new foreign key", Defaults.plan(Severity.ERROR), Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct or delete the rows first, or declare the key NOT VALID"),
  EXCLUSION_ON_DATA(
      "Rows exclude each other by a new exclusion constraint", Defaults.plan(Severity.ERROR), Weighing.FAILURE, List.of("violations"),
      "It can't be built.",
      "Correct or delete the rows first"),
  TYPE_CHANGE_DATA(
      "Values fail to be cast to a new type, or lose by it", Defaults.plan(Severity.ERROR), Weighing.LOSS, List.of("failures", "changed"),
      "A failure ends the statement; what is rounded or cut off is gone.",
      "Correct the values first, or add another column and fill it by a migration"),
  DOMAIN_CONSTRAINT(
      "Values violate a new constraint of a domain", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct the values first, or declare the check NOT VALID"),
  DOMAIN_SCAN(
      "Tables are read for a new constraint of a domain", Defaults.plan(Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Writers of each table that uses the domain wait while its rows are read.",
      "Choose a quiet time, or declare the check NOT VALID"),
  TABLE_REWRITE(
      "A table is written anew", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.SIZE, List.of("bytes"),
      "Nobody can read or write it meanwhile. Up to maxRewriteBytes it is a warning.",
      "Add another column and fill it in steps by a migration, or allow more bytes"),
  INDEX_NOT_CONCURRENT(
      "An index is built while writers wait", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "The table is locked against writes until the index is built.",
      "Build it CONCURRENTLY (policy.online of a Schema does); on a partitioned table, build its partitions' indexes first"),
  DROP_INDEX_NOT_CONCURRENT(
      "An index is dropped under a lock", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Dropping it waits for whoever uses the table, and whoever comes then waits for that.",
      "Drop it CONCURRENTLY (policy.online of a Schema does)"),
  UNIQUE_CONSTRAINT_LOCK(
      "A unique or primary key is built under a lock", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table until its index is built.",
      "Build a unique index CONCURRENTLY and add the key USING INDEX (policy.online of a Schema does); on a partitioned table choose a quiet time"),
  EXCLUSION_LOCK(
      "An exclusion constraint is built under a lock", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table until its index is built: there is no other form.",
      "Choose a quiet time"),
  CONSTRAINT_NOT_VALID(
      "A check or foreign key is added and validated at once", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Writers wait while all rows are read.",
      "Add it NOT VALID and validate it in another transaction (policy.online of a Schema does)"),
  SET_NOT_NULL_SCAN(
      "NOT NULL is set while all wait", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table while its rows are read.",
      "Prove it first by a check that is added NOT VALID and validated (policy.online of a Schema does)"),
  PARTITION_DETACH_CONCURRENT(
      "A partition is detached under a lock", Defaults.both(Severity.WARN, Severity.WARN), Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the whole partitioned table at that moment.",
      "Detach it by a migration, with DETACH PARTITION ... CONCURRENTLY"),
  ENUM_REORDER(
      "The values of an enum change their order", Defaults.plan(Severity.WARN), Weighing.PLAIN, List.of(),
      "The type is made anew, every table that uses it is written anew, and rows sort otherwise.",
      "Append new values at the end"),
  UNTRACKABLE_DEPENDENCY(
      "The body of a function names what goes", Defaults.plan(Severity.WARN), Weighing.PLAIN, List.of(),
      "The server doesn't look into such bodies: a call may fail later.",
      "Look through the body, and declare the function as it should be"),
  AUTHZ_CHANGE(
      "Rights, a policy, an owner or SECURITY DEFINER change", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Somebody may see or do what wasn't allowed before, or no more what was.",
      "Have it looked through by whoever answers for access"),
  ROW_SECURITY_OFF(
      "Row level security of a table is turned off", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.PLAIN, List.of(),
      "Everybody with rights on the table gets to see all rows.",
      "Declare ENABLE ROW LEVEL SECURITY, or turn the rule off meanwhile"),
  EXTENSION_UPGRADE(
      "An extension changes its version", Defaults.both(Severity.WARN, Severity.WARN), Weighing.PLAIN, List.of(),
      "Its scripts do as they like, and there is no way back.",
      "Read the extension's release notes, and try it elsewhere first"),
  INDEX_DROPPED(
      "An index is dropped", Defaults.both(Severity.WARN, Severity.OFF), Weighing.PLAIN, List.of(),
      "Queries may be planned otherwise, and be slow.",
      "Make sure that no query needs it"),
  AUTO_INCREMENT_ADD(
      "A table gets a column that counts by itself", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "The table is written anew, and nobody can use it meanwhile.",
      "Add a plain column, fill it in steps, and give it a sequence then"),
  TRUNCATE_CASCADE(
      "TRUNCATE or DROP takes along what depends on it", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "What goes isn't named in the statement, and may be more than meant.",
      "Name all that shall go, without CASCADE"),
  DROP_DATABASE(
      "A database is dropped", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "Nothing brings it back but a backup.",
      "Leave it to its Database resource"),
  VACUUM_FULL(
      "VACUUM FULL or CLUSTER writes a table anew", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "Nobody can read or write it meanwhile.",
      "Leave it to autovacuum, or use pg_repack"),
  REINDEX_NOT_CONCURRENT(
      "An index is built anew while writers wait", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "The table is locked against writes until it is built.",
      "Write REINDEX ... CONCURRENTLY"),
  CONCURRENT_IN_TRANSACTION(
      "CONCURRENTLY stands inside of a transaction", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "The server refuses it there.",
      "Take it out of BEGIN and COMMIT"),
  TRANSACTION_CONTROL(
      "A file begins or ends transactions", Defaults.migrations(Severity.WARN), Weighing.PLAIN, List.of(),
      "Each file is a transaction already: a COMMIT ends that one, and a failure afterwards leaves half of the file.",
      "Leave BEGIN, COMMIT and ROLLBACK out"),
  ENUM_VALUE_ORDER(
      "A value is added to an enum without a place", Defaults.migrations(Severity.OFF), Weighing.PLAIN, List.of(),
      "It sorts after all others, whether or not that is meant.",
      "Write BEFORE or AFTER and another value"),
  IDENTIFIER_TOO_LONG(
      "A name is longer than the server keeps", Defaults.both(Severity.ERROR, Severity.WARN), Weighing.PLAIN, List.of(),
      "The server cuts it off at 63 bytes without a word, and two such names may become one.",
      "Choose a shorter name"),
  MISSING_PRIMARY_KEY(
      "A new table has no primary key", Defaults.plan(Severity.OFF), Weighing.PLAIN, List.of(),
      "Rows can't be told apart, and logical replication can't update or delete them.",
      "Give it a primary key"),
  FK_WITHOUT_INDEX(
      "A new foreign key has no index on its columns", Defaults.plan(Severity.OFF), Weighing.PLAIN, List.of(),
      "Each DELETE in the other table reads this one whole.",
      "Declare an index that begins with the key's columns"),
  INDEX_WIDE(
      "A new index that isn't unique has more than three columns", Defaults.plan(Severity.OFF), Weighing.PLAIN, List.of(),
      "It costs each write, and the later columns rarely narrow anything down.",
      "Keep the columns that select most"),
  INDEX_REDUNDANT(
      "A new index is the beginning of another, or the same", Defaults.plan(Severity.WARN), Weighing.PLAIN, List.of(),
      "The other one serves the same queries.",
      "Leave it out"),
  COLUMN_ALIGNMENT(
      "The columns of a new table stand in an order that wastes space", Defaults.plan(Severity.OFF), Weighing.FAILURE, List.of("padding"),
      "The server puts bytes between columns, in each row, so that wide values begin at even places.",
      "Declare the columns of eight bytes first, then those of four, two and one, then the others"),
  NAME_CASE(
      "A new name has capitals or other characters for which it must be quoted", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Whoever leaves the quotes out names something else.",
      "Use small letters, digits and underscores"),
  NAME_RESERVED(
      "A new name is a reserved word", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "It has to be quoted wherever it stands.",
      "Choose another name"),
  TYPE_JSON(
      "A new column is json", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "It has no equality: DISTINCT, GROUP BY and UNION fail on it.",
      "Use jsonb"),
  TYPE_CHAR(
      "A new column is char(n)", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Values are filled up with blanks, and nothing gets faster by it.",
      "Use text, with a check on its length"),
  TYPE_VARCHAR(
      "A new column is varchar(n)", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "A shorter limit later locks the table while it is read.",
      "Use text, with a check on its length"),
  TYPE_SMALLINT(
      "A new column is smallint", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "32,767 is soon reached, and a wider type later rewrites the table.",
      "Use bigint"),
  TYPE_INTEGER(
      "A new column is integer", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "2,147,483,647 may be reached, and a wider type later rewrites the table.",
      "Use bigint"),
  TYPE_SERIAL(
      "A new column is serial", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Its sequence has an owner and privileges of its own, and any INSERT may pass it over.",
      "Use GENERATED ALWAYS AS IDENTITY"),
  TYPE_TIMESTAMP(
      "A new column is a timestamp without time zone", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Which moment it means depends on who reads it.",
      "Use timestamptz"),
  TYPE_TIME(
      "A new column is a time with time zone", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Without a date nobody knows which offset a zone has.",
      "Use timestamptz, or time"),
  TYPE_FLOAT(
      "A new column is real or double precision", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Decimal fractions such as 0.1 are kept nearly, and sums of money don't add up.",
      "Use numeric where values are to be exact"),
  TYPE_MONEY(
      "A new column is money", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "Its currency and fractions are those of the server's lc_monetary.",
      "Use numeric, and a column for the currency"),
  TYPE_ENUM(
      "A new type is an enum", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "To take a value away or to reorder them later makes the type anew.",
      "Use text with a check, or a table of values and a foreign key"),
  DOMAIN_WITH_CONSTRAINT(
      "A new domain has a constraint", Defaults.both(Severity.OFF, Severity.OFF), Weighing.PLAIN, List.of(),
      "To change it later reads each table that uses the domain while writers wait.",
      "Put checks on the tables"),
  NOT_ROBUST(
      "A statement fails when it is run again", Defaults.migrations(Severity.OFF), Weighing.PLAIN, List.of(),
      "A file that failed outside of a transaction has done a part of its work.",
      "Write IF EXISTS or IF NOT EXISTS"),
  MISSING_TIMEOUTS(
      "A statement that takes locks runs without the file's own timeouts", Defaults.migrations(Severity.OFF), Weighing.PLAIN, List.of(),
      "The resource's timeouts.lock holds for all of its statements; a file that shall stand alone has none.",
      "Write SET lock_timeout and SET statement_timeout first"),
  UNQUALIFIED_NAME(
      "A table is named without its schema", Defaults.migrations(Severity.OFF), Weighing.PLAIN, List.of(),
      "Which one is meant depends on the search path.",
      "Write its schema before the name");

  private final String title;
  private final Defaults defaults;
  private final Weighing weighing;
  private final List<String> decisive;
  private final String explanation;
  private final String remedy;

  /** @param decisive the facts of which any keeps a finding up */
  Rule(String title, Defaults defaults, Weighing weighing, List<String> decisive, String explanation, String remedy) {
    this.title = title;
    this.defaults = defaults;
    this.weighing = weighing;
    this.decisive = decisive;
    this.explanation = explanation;
    this.remedy = remedy;
  }

  /** Its code, such as {@code drop-column}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String title() {
    return title;
  }

  /** In a plan, where no setting says otherwise; empty where it is about SQL files alone. */
  public Optional<Severity> ofPlans() {
    return defaults.plan();
  }

  /** In migration files, where no setting says otherwise; empty where it needs a plan. */
  public Optional<Severity> ofMigrations() {
    return defaults.migrations();
  }

  /** Why it matters, as a sentence. */
  public String explanation() {
    return explanation;
  }

  /** What helps, without a full stop. */
  public String remedy() {
    return remedy;
  }

  public static Optional<Rule> of(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  public static List<String> ids() {
    return Arrays.stream(values()).map(Rule::id).toList();
  }

  /** @param wanted its severity by the settings */
  Severity judge(Map<String, Long> facts, Severity wanted, long maxRewriteBytes) {
    return wanted == Severity.OFF ? Severity.OFF : weighing.judge(decisive.stream().map(fact -> facts.getOrDefault(fact, 0L)).toList(), wanted, maxRewriteBytes);
  }

  /** Whether all that decides is known. */
  boolean isDecidedBy(Map<String, Long> facts) {
    return facts.keySet().containsAll(decisive);
  }

  /** Where the facts couldn't be had. */
  Severity unknown(Severity wanted) {
    return wanted == Severity.OFF ? Severity.OFF : weighing.unknown(wanted);
  }
}
