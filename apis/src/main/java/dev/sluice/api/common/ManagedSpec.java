package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The spec of a managed resource.
 *
 * @param <P> what the kind asks of its database server
 * @param managementPolicies Crossplane's set; the API server defaults it to {@code ["*"]}
 * @param deletionPolicy Delete or Orphan; cluster-scoped flavour only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedSpec<P>(
    P forProvider,
    ProviderConfigReference providerConfigRef,
    List<String> managementPolicies,
    String deletionPolicy,
    LocalReference writeConnectionSecretToRef) {
  public ManagedSpec {
    managementPolicies = managementPolicies == null ? List.of("*") : List.copyOf(managementPolicies);
  }
}
