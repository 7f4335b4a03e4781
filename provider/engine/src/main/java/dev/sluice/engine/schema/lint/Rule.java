package dev.sluice.engine.schema.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a plan is looked through for. Which of them a product knows of is its own. */
public enum Rule {
  DROP_SCHEMA(
      "A schema is dropped", Severity.ERROR, Weighing.LOSS, List.of("objects"),
      "With it goes what is in it.",
      "Declare the schema, exclude it, or turn the rule off for this plan"),
  DROP_TABLE(
      "A table with rows is dropped", Severity.ERROR, Weighing.LOSS, List.of("rows"),
      "Nothing brings the rows back but a backup.",
      "Declare the table, move or delete its rows first, or turn the rule off for this plan"),
  DROP_COLUMN(
      "A column with values is dropped", Severity.ERROR, Weighing.LOSS, List.of("nonNull"),
      "The values go, and whoever still reads the column fails.",
      "Stop using the column and empty it first, write -- sluice:renamed from= where it has a new name, or turn the rule off for this plan"),
  DROP_VALUES(
      "A value of an enum that rows have is removed", Severity.ERROR, Weighing.LOSS, List.of("rows"),
      "The rows can't be cast to the new type, and the statement fails.",
      "Give these rows another value first"),
  DROP_PARTITION(
      "A partition with rows is dropped or detached", Severity.ERROR, Weighing.LOSS, List.of("rows"),
      "Its rows aren't found in the table any more.",
      "Declare the partition, move its rows, or turn the rule off for this plan"),
  DROP_CONSTRAINT(
      "A constraint is dropped", Severity.WARN, Weighing.PLAIN, List.of(),
      "What it kept out may come in from then on, and stands in the way of making it again.",
      "Make sure that nothing relies on it"),
  DROP_NOT_NULL(
      "A column may be null from now on", Severity.WARN, Weighing.PLAIN, List.of(),
      "Clients may not expect it.",
      "Make sure that whoever reads it copes with nulls"),
  RENAME_TABLE(
      "A table or view is renamed", Severity.WARN, Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Declare a view of the old name until no client uses it"),
  RENAME_COLUMN(
      "A column is renamed", Severity.WARN, Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Add a column of the new name, and drop the old one once no client uses it"),
  RENAME_SCHEMA(
      "A schema is renamed", Severity.WARN, Weighing.PLAIN, List.of(),
      "Running clients know the old name.",
      "Stop the clients meanwhile, or set their search path"),
  RENAME_ENUM_VALUE(
      "A value of an enum is renamed", Severity.WARN, Weighing.PLAIN, List.of(),
      "Running clients know the old value.",
      "Add the new value, and move the rows once every client knows it"),
  RENAME_ROUTINE(
      "A function or procedure is renamed", Severity.WARN, Weighing.PLAIN, List.of(),
      "Running clients, and bodies of other functions, know the old name.",
      "Declare one of the old name that calls it until no client uses it"),
  DROP_THEN_ADD(
      "A drop and an addition look like a rename", Severity.ERROR, Weighing.PLAIN, List.of(),
      "A table loses and gains a column of one type, or one table goes while another of the same columns comes.",
      "Write -- sluice:renamed from=old before the new one; if it is none, drop the old one first"),
  HINT_WITHOUT_OBJECT(
      "A hint names nothing", Severity.WARN, Weighing.PLAIN, List.of(),
      "It has no effect.",
      "Correct the hint or take it away"),
  UNIQUE_ON_DATA(
      "Rows are duplicates for a new unique or primary key or index", Severity.ERROR, Weighing.FAILURE, List.of("duplicates"),
      "It can't be built.",
      "Remove the duplicates first"),
  NOT_NULL_ON_DATA(
      "Rows have, or would get, null where it isn't allowed any more", Severity.ERROR, Weighing.FAILURE, List.of("nulls"),
      "The statement fails.",
      "Fill in the nulls first, or give a new column a default"),
  CHECK_ON_DATA(
      "Rows violate a new check", Severity.ERROR, Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct the rows first, or declare the check NOT VALID"),
  FK_ON_DATA(
      "Rows violate a new foreign key", Severity.ERROR, Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct or delete the rows first, or declare the key NOT VALID"),
  TYPE_CHANGE_DATA(
      "Values fail to be cast to a new type, or lose by it", Severity.ERROR, Weighing.LOSS, List.of("failures", "changed"),
      "A failure ends the statement; what is rounded or cut off is gone.",
      "Correct the values first, or add another column and fill it by a migration"),
  DOMAIN_CONSTRAINT(
      "Values violate a new constraint of a domain", Severity.ERROR, Weighing.FAILURE, List.of("violations"),
      "It can't be validated.",
      "Correct the values first, or declare the check NOT VALID"),
  TABLE_REWRITE(
      "A table is written anew", Severity.ERROR, Weighing.SIZE, List.of("bytes"),
      "Nobody can read or write it meanwhile. Up to maxRewriteBytes it is a warning.",
      "Add another column and fill it in steps by a migration, or allow more bytes"),
  INDEX_NOT_CONCURRENT(
      "An index is built while writers wait", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "The table is locked against writes until the index is built.",
      "Let policy.online be true; on a partitioned table, build the partitions' indexes by a migration first"),
  DROP_INDEX_NOT_CONCURRENT(
      "An index is dropped under a lock", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Dropping it waits for whoever uses the table, and whoever comes then waits for that.",
      "Let policy.online be true"),
  UNIQUE_CONSTRAINT_LOCK(
      "A unique or primary key is built under a lock", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table until its index is built.",
      "Let policy.online be true; on a partitioned table choose a quiet time"),
  EXCLUSION_LOCK(
      "An exclusion constraint is built under a lock", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table until its index is built: there is no other form.",
      "Choose a quiet time"),
  CONSTRAINT_NOT_VALID(
      "A check or foreign key is added and validated at once", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Writers wait while all rows are read.",
      "Let policy.online be true"),
  SET_NOT_NULL_SCAN(
      "NOT NULL is set while all wait", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the table while its rows are read.",
      "Let policy.online be true"),
  PARTITION_DETACH_CONCURRENT(
      "A partition is detached under a lock", Severity.WARN, Weighing.FAILURE, List.of("bytes"),
      "Nobody can read or write the whole partitioned table at that moment.",
      "Detach it by a migration, with DETACH PARTITION ... CONCURRENTLY"),
  ENUM_REORDER(
      "The values of an enum change their order", Severity.WARN, Weighing.PLAIN, List.of(),
      "The type is made anew, every table that uses it is written anew, and rows sort otherwise.",
      "Append new values at the end"),
  UNTRACKABLE_DEPENDENCY(
      "The body of a function names what goes", Severity.WARN, Weighing.PLAIN, List.of(),
      "The server doesn't look into such bodies: a call may fail later.",
      "Look through the body, and declare the function as it should be"),
  AUTHZ_CHANGE(
      "A policy or SECURITY DEFINER changes", Severity.WARN, Weighing.PLAIN, List.of(),
      "Somebody may see or do what wasn't allowed before, or no more what was.",
      "Have it looked through by whoever answers for access"),
  ROW_SECURITY_OFF(
      "Row level security of a table is turned off", Severity.ERROR, Weighing.PLAIN, List.of(),
      "Everybody with rights on the table gets to see all rows.",
      "Declare ENABLE ROW LEVEL SECURITY, or turn the rule off for this plan"),
  EXTENSION_UPGRADE(
      "An extension changes its version", Severity.WARN, Weighing.PLAIN, List.of(),
      "Its scripts do as they like, and there is no way back.",
      "Read the extension's release notes, and try it elsewhere first"),
  INDEX_DROPPED(
      "An index is dropped", Severity.WARN, Weighing.PLAIN, List.of(),
      "Queries may be planned otherwise, and be slow.",
      "Make sure that no query needs it");

  private final String title;
  private final Severity severity;
  private final Weighing weighing;
  private final List<String> decisive;
  private final String explanation;
  private final String remedy;

  /** @param decisive the facts of which any keeps a finding up */
  Rule(String title, Severity severity, Weighing weighing, List<String> decisive, String explanation, String remedy) {
    this.title = title;
    this.severity = severity;
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

  /** Where no setting says otherwise. */
  public Severity severity() {
    return severity;
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

  /** Where the facts couldn't be had. */
  Severity unknown(Severity wanted) {
    return wanted == Severity.OFF ? Severity.OFF : weighing.unknown(wanted);
  }
}
