package dev.sluice.engine.sqlserver;

import java.util.Set;

/**
 * How often a batch begins, commits and rolls back. Transactions nest: within one, another BEGIN and its COMMIT change
 * nothing, but any ROLLBACK ends them all.
 */
record TransactionWords(int begins, int commits, int rollbacks) {
  private static final Set<String> TRAN = Set.of("TRAN", "TRANSACTION");
  /** What may follow ROLLBACK TRAN without being the name of a savepoint. */
  private static final Set<String> BEGINNINGS =
      Set.of(
          "ALTER", "BACKUP", "BEGIN", "BREAK", "CLOSE", "COMMIT", "CONTINUE", "CREATE", "DBCC", "DEALLOCATE", "DECLARE", "DELETE", "DENY",
          "DROP", "ELSE", "END", "EXEC", "EXECUTE", "FETCH", "GOTO", "GRANT", "IF", "INSERT", "KILL", "MERGE", "OPEN", "PRINT", "RAISERROR",
          "RESTORE", "RETURN", "REVERT", "REVOKE", "ROLLBACK", "SAVE", "SELECT", "SET", "THROW", "TRUNCATE", "UPDATE", "USE", "WAITFOR",
          "WHILE", "WITH");

  static TransactionWords of(BatchText batch) {
    int begins = 0;
    int commits = 0;
    int rollbacks = 0;
    for (int i = 0; i < batch.tokens().size(); i++) {
      BatchText.Token next = batch.at(i + 1);
      if (batch.at(i).is("BEGIN")) {
        begins += next.in(TRAN) || next.is("DISTRIBUTED") ? 1 : 0;
      } else if (batch.at(i).is("COMMIT")) {
        commits++;
      } else if (batch.at(i).is("ROLLBACK") && !next.in(BatchText.TERMINATION)) {
        rollbacks += next.in(TRAN) && named(batch.at(i + 2)) ? 0 : 1;
      }
    }
    return new TransactionWords(begins, commits, rollbacks);
  }

  private static boolean named(BatchText.Token token) {
    return token.kind() == BatchText.Kind.NAME || token.kind() == BatchText.Kind.WORD && !token.in(BEGINNINGS);
  }

  /** As many commits as begins: with BEGIN TRY and a ROLLBACK in its CATCH, too, it leaves things as they were. */
  boolean balanced() {
    return begins == commits && (commits > 0 || rollbacks == 0);
  }
}
