package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be changed from a row of the catalog to a design. */
record Differences(DatabaseDesign design, SqlServerOptions options, Catalog catalog, DatabaseRow row, ClaimMarker marker) {

  /** In the order in which they can be made: a new owner, who may shut us out, comes last. */
  List<DatabaseChange> changes() {
    List<DatabaseChange> changes = new ArrayList<>();
    if (!marker.claim().equals(Optional.of(ours()))) {
      changes.add(change("recorded as claimed by " + design.claim().holder(), marker.recording(row.name(), ours())));
    }
    options.recoveryModel().filter(model -> !model.equals(row.recoveryModel())).ifPresent(model ->
        changes.add(set("recoveryModel " + row.recoveryModel() + " -> " + model, "RECOVERY " + Words.recoveryKeyword(model))));
    options.compatibilityLevel().filter(level -> level != row.compatibilityLevel()).ifPresent(level ->
        changes.add(set("compatibilityLevel " + row.compatibilityLevel() + " -> " + level, "COMPATIBILITY_LEVEL = " + level)));
    // These two need the database to themselves. Nobody's work is rolled back for a setting: where somebody is in it, this
    // fails at once instead of waiting and holding up whoever comes, and is tried again.
    options.readCommittedSnapshot().filter(on -> on != row.readCommittedSnapshot()).ifPresent(on ->
        changes.add(set(
            "readCommittedSnapshot " + row.readCommittedSnapshot() + " -> " + on,
            "READ_COMMITTED_SNAPSHOT " + (on ? "ON" : "OFF") + " WITH NO_WAIT")));
    options.containment().filter(containment -> !containment.equals(row.containment())).ifPresent(containment ->
        changes.add(set(
            "containment " + row.containment() + " -> " + containment,
            "CONTAINMENT = " + Words.containmentKeyword(containment) + " WITH NO_WAIT")));
    catalog.owner().filter(owner -> !owner.sid().equals(row.ownerSid())).ifPresent(owner ->
        changes.add(change("owner " + row.owner().orElse("unknown") + " -> " + owner.name(), handOver(owner))));
    return changes;
  }

  /** What only a new database could change: its columns keep the collation that they were made with. */
  List<String> unalterable() {
    return options.collation()
        .filter(wanted -> !wanted.equalsIgnoreCase(row.collation()))
        .map(wanted -> List.of("collation is " + row.collation() + " and the spec says " + wanted))
        .orElse(List.of());
  }

  /** Whether a database was made or found is settled by whoever claimed it first. */
  private Claim ours() {
    boolean made = marker.claim().orElse(design.claim()).made();
    return new Claim(design.claim().uid(), design.claim().holder(), made);
  }

  /** The old owner is nobody in the database afterwards: who isn't sysadmin lets himself in as the new one. */
  private String handOver(Catalog.Owner owner) {
    String database = Quoting.identifier(row.name());
    String hand = "ALTER AUTHORIZATION ON DATABASE::" + database + " TO " + Quoting.identifier(owner.name());
    if (catalog.sysadmin() || catalog.edition() == Edition.AZURE_DATABASE) {
      return hand;
    }
    String us = Quoting.identifier(catalog.login());
    String user =
        "IF DATABASE_PRINCIPAL_ID(" + Quoting.literal(catalog.login()) + ") IS NULL CREATE USER " + us + " FOR LOGIN " + us
            + "; ALTER ROLE db_owner ADD MEMBER " + us;
    return hand + "; EXECUTE AS LOGIN = " + Quoting.literal(owner.name())
        + "; EXEC " + database + ".sys.sp_executesql " + Quoting.literal(user) + "; REVERT";
  }

  private DatabaseChange set(String what, String clause) {
    return change(what, "ALTER DATABASE " + Quoting.identifier(row.name()) + " SET " + clause);
  }

  private DatabaseChange change(String what, String sql) {
    return new DatabaseChange(what, sql, !catalog.edition().seesAcross());
  }
}
