package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** SQL Server's statements and transactions. What Flyway calls a statement is a batch here: all up to the next GO. */
final class SqlServerMigrationStatements implements StatementRules {
  private static final Set<String> CHANGES = Set.of("CREATE", "ALTER", "DROP");
  private static final Set<String> ALONE_OBJECTS = Set.of("DATABASE", "FULLTEXT", "ENDPOINT", "AVAILABILITY");
  private static final Set<String> ALONE = Set.of("BACKUP", "RESTORE", "RECONFIGURE", "KILL", "SHUTDOWN");
  private static final Set<String> ALONE_OPTIONS = Set.of("RESUMABLE", "MEMORY_OPTIMIZED");
  /** GRANT CREATE DATABASE makes none. */
  private static final Set<String> RIGHTS = Set.of("GRANT", "REVOKE", "DENY");
  private static final Set<String> EXECUTES = Set.of("EXEC", "EXECUTE");
  private static final Set<String> ALONE_PROCEDURES =
      Set.of(
          "SP_ADDSUBSCRIPTION", "SP_DROPSUBSCRIPTION", "SP_ADDDISTRIBUTOR", "SP_DROPDISTRIBUTOR", "SP_ADDDISTPUBLISHER",
          "SP_DROPDISTPUBLISHER", "SP_ADDLINKEDSERVER", "SP_DROPLINKEDSERVER", "SP_ADDLINKEDSRVLOGIN", "SP_DROPLINKEDSRVLOGIN",
          "SP_DROPSERVER", "SP_SERVEROPTION", "SP_REPLICATIONDBOPTION", "SP_FULLTEXT_DATABASE", "SP_DETACH_DB", "SP_ATTACH_DB", "SP_RENAMEDB");
  private static final Set<String> SETTINGS = Set.of("SET", "USE");
  /** Statement not allowed within a transaction, one for statements, full text, procedures, backups, KILL, memory-optimised tables. */
  private static final Set<Integer> REFUSED_IN_TRANSACTION = Set.of(226, 574, 15002, 3021, 6115, 12331);
  private static final Set<Integer> NAME_TAKEN = Set.of(1801, 2714, 7642, 7652, 15028);

  @Override
  public Kind kind(String sql) {
    BatchText batch = BatchText.of(sql);
    if (batch.isModule()) {
      return Kind.PLAIN;
    }
    TransactionWords transactions = TransactionWords.of(batch);
    if (!transactions.balanced()) {
      return unbalanced(transactions);
    }
    if (alone(batch)) {
      return Kind.ALONE;
    }
    boolean sets = batch.at(0).in(SETTINGS) && !batch.at(1).text().startsWith("@") && !batch.beginsOtherThan(SETTINGS);
    return sets ? Kind.SESSION : Kind.PLAIN;
  }

  private static Kind unbalanced(TransactionWords transactions) {
    if (transactions.commits() > transactions.begins()) {
      return Kind.COMMITS;
    }
    return transactions.rollbacks() > 0 ? Kind.ROLLS_BACK : Kind.OPENS;
  }

  /** Flyway looks at every word, in procedures and rights as well. */
  @Override
  public boolean mayRunInTransaction(String sql, boolean flywaySays) {
    BatchText batch = BatchText.of(sql);
    return batch.isModule() || !alone(batch);
  }

  private static boolean alone(BatchText batch) {
    for (int i = 0; i < batch.tokens().size(); i++) {
      boolean right = batch.at(i - 1).in(RIGHTS) || batch.at(i - 1).sign(",");
      boolean statement = batch.at(i).in(CHANGES) && batch.at(i + 1).in(ALONE_OBJECTS) || batch.at(i).in(ALONE);
      boolean option = batch.at(i).in(ALONE_OPTIONS) && batch.at(i + 1).sign("=") && batch.at(i + 2).is("ON");
      boolean call = batch.at(i).in(EXECUTES) && callsAlone(batch, i + 1);
      if (statement && !right || option || call) {
        return true;
      }
    }
    return false;
  }

  /** Past {@code @result =}, {@code master.sys.} and the like. */
  private static boolean callsAlone(BatchText batch, int from) {
    int at = from;
    if (batch.at(at).text().startsWith("@") && batch.at(at + 1).sign("=")) {
      at += 2;
    }
    while (batch.at(at + 1).sign(".")) {
      at += batch.at(at + 2).sign(".") ? 3 : 2;
    }
    return ALONE_PROCEDURES.contains(batch.at(at).text().toUpperCase(Locale.ROOT));
  }

  /** The driver knows, and keeps it to itself. */
  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    return Batch.query(connection, "SELECT @@TRANCOUNT", rows -> rows.next() && rows.getInt(1) > 0);
  }

  @Override
  public boolean refusedInTransaction(SQLException e) {
    return REFUSED_IN_TRANSACTION.contains(e.getErrorCode());
  }

  @Override
  public boolean leftNothing(SQLException e) {
    return NAME_TAKEN.contains(e.getErrorCode());
  }

  @Override
  public Optional<String> evidence(Connection connection, String sql) throws SQLException {
    return CatalogProof.of(BatchText.of(sql)).look(connection);
  }

  @Override
  public Proof prove(Connection connection, String sql) throws SQLException {
    return prove(connection, sql, Optional.empty());
  }

  @Override
  public Proof prove(Connection connection, String sql, Optional<String> evidence) throws SQLException {
    CatalogProof proof = CatalogProof.of(BatchText.of(sql));
    return proof.judge(evidence, proof.look(connection));
  }

  /** Nothing is ever left half done that could be told from what somebody wants. */
  @Override
  public void clear(Connection connection, String sql) {}
}
