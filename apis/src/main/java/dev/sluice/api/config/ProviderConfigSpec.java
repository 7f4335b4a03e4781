package dev.sluice.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.KeyReference;
import dev.sluice.api.common.LocalReference;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.common.Sections;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;

/**
 * A database server, and as whom the provider logs in.
 *
 * @param engine the product's id, as its engine calls itself
 * @param credentials for products that are reached over the network
 * @param scratch where SQL is tried that declares structures; absent: on the same server
 * @param allowPrivileged whether Roles may be superusers and the like; absent: no
 * @param maxSessions how many sessions the provider may hold on this server, all in all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderConfigSpec(
    String engine,
    Credentials credentials,
    Sqlite sqlite,
    String defaultDatabase,
    Tls tls,
    Timeouts timeouts,
    Integer maxSessions,
    Scratch scratch,
    Boolean allowPrivileged,
    Allow allow) {

  /** What products alone have, by the engine's id. */
  public Map<String, Map<String, Object>> sections() {
    return new Sections().with("SQLite", sqlite).byEngine();
  }

  /** Where databases that are files lie, in place of credentials. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Sqlite(String directory) {}

  /** Another server for scratch databases. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scratch(ProviderConfigReference providerConfigRef) {}

  /**
   * Where endpoint, port, username and password come from.
   *
   * @param source Secret, Environment or Filesystem
   * @param keys what the four are called in the source; absent ones keep their own name
   * @param endpoint literal, wins over the source's
   * @param port literal, wins over the source's
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Credentials(
      String source, LocalReference secretRef, Environment env, Filesystem fs, Keys keys, String endpoint, Integer port) {}

  /** Variables of the provider's own environment, named prefix + ENDPOINT, PORT, USERNAME, PASSWORD. */
  public record Environment(String prefix) {}

  /** A folder with one file a key. */
  public record Filesystem(String path) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Keys(String endpoint, String port, String username, String password) {}

  /** @param mode disable, require, verify-ca or verify-full */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tls(String mode, KeyReference caSecretRef, LocalReference clientCertSecretRef) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Timeouts(String connect, String lock, String statement) {}

  /** Who may use this, and for which names; {@code namespaces} exists in ClusterProviderConfig only. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Allow(Namespaces namespaces, List<String> databaseNames, List<String> roleNames, List<String> runAs) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Namespaces(List<String> names, LabelSelector selector) {}
}
