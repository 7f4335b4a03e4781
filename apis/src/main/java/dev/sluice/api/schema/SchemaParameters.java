package dev.sluice.api.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.Reference;
import dev.sluice.api.common.Selector;
import dev.sluice.api.common.Source;
import dev.sluice.api.common.SqlParameters;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;

/**
 * What the schemas of a database should be, and what may be done for it.
 *
 * @param database the name on the server, where no Database resource is referenced
 * @param schemas those that are managed; none means all but the system's
 * @param exclude globs {@code kind:schema.name} of what plan and lint don't see
 * @param runAs as in a Migration: {@code Owner}, {@code ProviderConfig}, or the name of a role
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaParameters(
    String database,
    Reference databaseRef,
    Selector databaseSelector,
    Source desired,
    List<String> schemas,
    List<String> exclude,
    Policy policy,
    String runAs,
    Timeouts timeouts)
    implements SqlParameters {
  public SchemaParameters {
    schemas = schemas == null ? List.of() : List.copyOf(schemas);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }

  /**
   * What may be done without a person, and how.
   *
   * @param approval {@code Never}, {@code Destructive} or {@code Always}
   * @param lint {@code error}, {@code warn} or {@code off} by rule
   * @param maxRewriteBytes a number, or one with K, M, G, T, Ki, Mi, Gi or Ti
   * @param drift {@code Correct}, {@code Report} or {@code Ignore}
   * @param transaction {@code auto} or {@code perStatement}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policy(
      String approval,
      String approvedPlan,
      Map<String, String> lint,
      IntOrString maxRewriteBytes,
      List<String> skip,
      Boolean online,
      String drift,
      String transaction) {
    public Policy {
      lint = lint == null ? Map.of() : Map.copyOf(lint);
      skip = skip == null ? List.of() : List.copyOf(skip);
    }
  }

  /** Durations as Go writes them; zero means none, except for {@code deadline}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Timeouts(String lock, String statement, String deadline) {}
}
