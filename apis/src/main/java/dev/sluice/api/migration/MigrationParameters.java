package dev.sluice.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.KeyReference;
import dev.sluice.api.common.Reference;
import dev.sluice.api.common.Selector;
import dev.sluice.api.common.Source;
import dev.sluice.api.common.SqlParameters;
import java.util.List;
import java.util.Map;

/**
 * What a Migration should bring its database to.
 *
 * @param database the name on the server, where no Database resource is referenced
 * @param target a version, or {@code latest}
 * @param runAs {@link #RUN_AS_OWNER}, {@link #RUN_AS_PROVIDER_CONFIG}, or the name of a role
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationParameters(
    String database,
    Reference databaseRef,
    Selector databaseSelector,
    Source source,
    String target,
    String historyTable,
    String defaultSchema,
    List<String> schemas,
    Baseline baseline,
    Boolean outOfOrder,
    Placeholders placeholders,
    Policy policy,
    Timeouts timeouts,
    String runAs)
    implements SqlParameters {
  public MigrationParameters {
    schemas = schemas == null ? List.of() : List.copyOf(schemas);
  }

  /** Where a database that was not made by migrations is taken to stand. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Baseline(String version, String description, Boolean onlyIfNotEmpty) {}

  /** Values for {@code ${name}} in the SQL; without this section no placeholder is replaced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Placeholders(Map<String, String> values, List<ValueFrom> valuesFrom) {
    public Placeholders {
      values = values == null ? Map.of() : Map.copyOf(values);
      valuesFrom = valuesFrom == null ? List.of() : List.copyOf(valuesFrom);
    }
  }

  /** One placeholder's value, from exactly one of the two. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ValueFrom(String name, KeyReference secretKeyRef, KeyReference configMapKeyRef) {}

  /** What is looked for before anything runs. @param lint {@code error}, {@code warn} or {@code off} by rule */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policy(Map<String, String> lint) {
    public Policy {
      lint = lint == null ? Map.of() : Map.copyOf(lint);
    }
  }

  /** Durations as Go writes them ({@code 5s}, {@code 1h30m}); zero means none, except for {@code deadline}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Timeouts(String lock, String statement, String deadline) {}
}
