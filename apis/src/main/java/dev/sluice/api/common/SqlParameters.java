package dev.sluice.api.common;

import java.util.List;

/** What the kinds that run SQL in one database have in common: which one, and as whom. */
public interface SqlParameters {
  String RUN_AS_OWNER = "Owner";
  String RUN_AS_PROVIDER_CONFIG = "ProviderConfig";

  /** The name on the server, where no Database resource is referenced. */
  String database();

  Reference databaseRef();

  Selector databaseSelector();

  /** To which the SQL is confined. */
  List<String> schemas();

  /** {@link #RUN_AS_OWNER}, {@link #RUN_AS_PROVIDER_CONFIG}, the name of a role, or null for the first. */
  String runAs();

  /** {@code runAs} with its default. */
  default String runAsWord() {
    return runAs() == null ? RUN_AS_OWNER : runAs();
  }

  /** Whether {@code runAs} is the name of a role. */
  default boolean runsAsRole() {
    return !runAsWord().equals(RUN_AS_OWNER) && !runAsWord().equals(RUN_AS_PROVIDER_CONFIG);
  }
}
