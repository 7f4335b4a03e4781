package dev.sluice.api.database;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a Database should be.
 *
 * @param owner an existing role's name
 * @param deletion IfEmpty, Always or AlwaysEvenAdopted
 * @param postgresql what PostgreSQL alone has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseParameters(
    String owner, Integer connectionLimit, List<Extension> extensions, PostgresqlOptions postgresql, String deletion) {
  public DatabaseParameters {
    extensions = extensions == null ? List.of() : List.copyOf(extensions);
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
}
