package dev.sluice.engine.sqlserver;

/** What kind of server it is, as far as that decides what it can do. */
enum Edition {
  /** SQL Server on somebody's machine, whatever was paid for it. */
  BOXED,
  /** Azure SQL Database: each database is a world of its own, and {@code master} knows little of them. */
  AZURE_DATABASE,
  /** Azure SQL Managed Instance: a whole server that somebody else backs up. */
  MANAGED_INSTANCE;

  /** @param code SERVERPROPERTY('EngineEdition') */
  static Edition of(int code) {
    return switch (code) {
      case 5 -> AZURE_DATABASE;
      case 8 -> MANAGED_INSTANCE;
      default -> BOXED;
    };
  }

  boolean hasRecoveryModels() {
    return this == BOXED;
  }

  boolean hasContainment() {
    return this != AZURE_DATABASE;
  }

  /** Whether one database's catalog is seen from another. */
  boolean seesAcross() {
    return this != AZURE_DATABASE;
  }

  boolean hasSingleUser() {
    return this != AZURE_DATABASE;
  }
}
