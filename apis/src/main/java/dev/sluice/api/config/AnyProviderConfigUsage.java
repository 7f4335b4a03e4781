package dev.sluice.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.ProviderConfigReference;
import io.fabric8.kubernetes.client.CustomResource;

/** Crossplane's bookkeeping of who uses which credentials; its references stand at the top, not in a spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public abstract sealed class AnyProviderConfigUsage extends CustomResource<Void, Void>
    permits ProviderConfigUsage, LegacyProviderConfigUsage {
  private ProviderConfigReference providerConfigRef;
  private ResourceReference resourceRef;

  public ProviderConfigReference getProviderConfigRef() {
    return providerConfigRef;
  }

  public void setProviderConfigRef(ProviderConfigReference providerConfigRef) {
    this.providerConfigRef = providerConfigRef;
  }

  public ResourceReference getResourceRef() {
    return resourceRef;
  }

  public void setResourceRef(ResourceReference resourceRef) {
    this.resourceRef = resourceRef;
  }

  /** The managed resource that uses the credentials. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ResourceReference(String apiVersion, String kind, String name, String uid) {}
}
