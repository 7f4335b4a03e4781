package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be changed from a database to a design. All of it can be, and from beside the database. */
record Differences(DatabaseDesign design, MySqlFamilyOptions options, DatabaseRow row) {

  List<DatabaseChange> changes() {
    List<DatabaseChange> changes = new ArrayList<>();
    claimToRecord().ifPresent(claim ->
        changes.add(DatabaseChange.beside("recorded as claimed by " + claim.holder(), ClaimTable.statement(row.name()))));
    alteration().ifPresent(changes::add);
    return changes;
  }

  void make(Connection connection) throws SQLException {
    Optional<Claim> claim = claimToRecord();
    if (claim.isPresent()) {
      ClaimTable.write(connection, row.name(), claim.get());
    }
    Optional<DatabaseChange> alteration = alteration();
    if (alteration.isPresent()) {
      SessionWork.execute(connection, alteration.get().sql());
    }
  }

  /** Whether a database was made or found is settled by whoever claimed it first. */
  private Optional<Claim> claimToRecord() {
    boolean made = row.claim().orElse(design.claim()).made();
    Claim ours = new Claim(design.claim().uid(), design.claim().holder(), made);
    return row.claim().filter(ours::equals).isPresent() ? Optional.empty() : Optional.of(ours);
  }

  /** Of what tables are made with from now on; those that are there stay as they are. In one statement: the two must fit. */
  private Optional<DatabaseChange> alteration() {
    List<String> words = new ArrayList<>();
    if (!options.characterSetIs(row.characterSet())) {
      words.add("characterSet " + row.characterSet() + " -> " + options.characterSet().orElseThrow());
    }
    if (!options.collationIs(row.collation())) {
      words.add("collation " + row.collation() + " -> " + options.collation().orElseThrow());
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(DatabaseChange.beside(
            String.join(", ", words), "ALTER DATABASE " + Quoting.identifier(row.name()) + options.clause()));
  }
}
