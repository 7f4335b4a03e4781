package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTokens.Qualified;
import java.util.Optional;

/**
 * What a statement makes of one object of the catalog.
 *
 * @param database empty: the session's
 * @param table of a column, an index or a constraint, else the object itself
 * @param name within the table; empty for what is in none
 * @param tolerant whether the server says nothing where the object is as wanted already: IF EXISTS and its like
 */
record MySqlFamilyMigrationEffect(Type type, Optional<String> database, String table, String name, Goal goal, boolean tolerant) {

  enum Type {
    TABLE,
    COLUMN,
    INDEX,
    CONSTRAINT,
    PROCEDURE,
    FUNCTION,
    TRIGGER,
    EVENT,
    DATABASE
  }

  enum Goal {
    PRESENT,
    ABSENT,
    /** Its definition is another one. */
    CHANGED
  }

  static MySqlFamilyMigrationEffect of(Type type, Qualified object, Goal goal, boolean tolerant) {
    return new MySqlFamilyMigrationEffect(type, object.database(), object.name(), "", goal, tolerant);
  }

  static MySqlFamilyMigrationEffect within(Qualified table, Type type, String name, Goal goal, boolean tolerant) {
    return new MySqlFamilyMigrationEffect(type, table.database(), table.name(), name, goal, tolerant);
  }

  boolean sameObject(MySqlFamilyMigrationEffect other) {
    return type == other.type && database.equals(other.database) && table.equalsIgnoreCase(other.table) && name.equalsIgnoreCase(other.name);
  }

  MySqlFamilyMigrationEffect changed() {
    return new MySqlFamilyMigrationEffect(type, database, table, name, Goal.CHANGED, tolerant);
  }
}
