package dev.sluice.engine.postgresql.schema.lint;

/** A number that only the live database knows. */
public sealed interface Ask {

  /**
   * One number of one row.
   *
   * @param fact the number's name
   * @param from what is read, as after FROM; empty where the number needs no rows
   * @param select an aggregate over it, or an expression
   */
  record Count(String fact, String from, String select) implements Ask {}

  /**
   * What comes of a column's values in another type: how many fail, and how many are others when cast back. Both by trial.
   *
   * @param from the rows, as after FROM
   * @param column quoted
   * @param after the other type
   * @param value of {@code v.value}, as it is stored
   * @param before the type to cast back to, empty where that says nothing
   */
  record Cast(String from, String column, String after, String value, String before) implements Ask {
    public static final String FAILURES = "failures";
    public static final String CHANGED = "changed";
  }
}
