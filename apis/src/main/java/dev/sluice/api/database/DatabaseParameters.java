package dev.sluice.api.database;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.Sections;
import dev.sluice.api.common.Selector;
import java.util.List;
import java.util.Map;

/**
 * What a Database should be.
 *
 * @param owner an existing role's name
 * @param ownerRef the Role that makes it; at most one of the three is there
 * @param ownerSelector chooses that Role by labels
 * @param deletion IfEmpty, Always or AlwaysEvenAdopted
 * @param postgresql what PostgreSQL alone has; the others likewise, and at most one of them is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseParameters(
    String owner,
    NameReference ownerRef,
    RoleSelector ownerSelector,
    Integer connectionLimit,
    List<Extension> extensions,
    PostgresqlOptions postgresql,
    MysqlOptions mysql,
    MysqlOptions mariadb,
    SqlserverOptions sqlserver,
    SqliteOptions sqlite,
    String deletion) {
  public DatabaseParameters {
    extensions = extensions == null ? List.of() : List.copyOf(extensions);
  }

  /** What products alone have, by the engine's id. */
  public Map<String, Map<String, Object>> sections() {
    return new Sections()
        .with("PostgreSQL", postgresql)
        .with("MySQL", mysql)
        .with("MariaDB", mariadb)
        .with("SQLServer", sqlserver)
        .with("SQLite", sqlite)
        .byEngine();
  }

  /** Names another resource of the same scope; it is waited for. */
  public record NameReference(String name) {}

  /** Chooses another resource of the same scope, by labels or as one of the same composite. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RoleSelector(Map<String, String> matchLabels, Boolean matchControllerRef) {
    public RoleSelector {
      matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    }

    /** As others have it, without a policy: an owner is always waited for. */
    public Selector labels() {
      return new Selector(matchLabels, matchControllerRef, null);
    }
  }

  /** An extension to be there; the version and schema are left to the server where absent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Extension(String name, String version, String schema) {}

  /** Options of CREATE DATABASE that are PostgreSQL's own. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PostgresqlOptions(
      String template,
      String encoding,
      String lcCollate,
      String lcCType,
      String localeProvider,
      String icuLocale,
      String tablespace,
      Boolean allowConnections,
      Boolean isTemplate,
      String publicAccess) {}

  /** Options of CREATE DATABASE in MySQL, and in MariaDB. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MysqlOptions(String characterSet, String collation) {}

  /**
   * Options of a database in SQL Server.
   *
   * @param recoveryModel Full, BulkLogged or Simple
   * @param containment None or Partial
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SqlserverOptions(
      String collation, String recoveryModel, Integer compatibilityLevel, Boolean readCommittedSnapshot, String containment) {}

  /**
   * A database that is a file.
   *
   * @param path below the directory that the ProviderConfig names; the database's name and {@code .db} where absent
   * @param journalMode Delete, Truncate, Persist or Wal
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SqliteOptions(String path, String journalMode) {}
}
