package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.DatabaseFacts;
import java.util.List;
import java.util.Optional;

/**
 * A row of sys.databases.
 *
 * @param owner his name, where it can be told
 * @param ownerSid in hexadecimal digits
 * @param recoveryModel as the manifest writes it, as is containment
 * @param access MULTI_USER where everybody may come in who has a right to
 * @param state such as ONLINE or RESTORING; in other states than the first a database can't be looked into
 */
record DatabaseRow(
    String name,
    Optional<String> owner,
    String ownerSid,
    String collation,
    String recoveryModel,
    int compatibilityLevel,
    boolean readCommittedSnapshot,
    String containment,
    String access,
    String state) {

  boolean online() {
    return state.equals("ONLINE");
  }

  boolean shut() {
    return !access.equals("MULTI_USER");
  }

  DatabaseFacts facts(Inside inside) {
    return new DatabaseFacts(
        name,
        owner,
        Optional.empty(),
        Optional.of(collation),
        Optional.empty(),
        Optional.empty(),
        inside.sizeBytes(),
        inside.marker().claim(),
        List.of());
  }

  /** What only the database itself knows. */
  record Inside(ClaimMarker marker, long sizeBytes) {}
}
