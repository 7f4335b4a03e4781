package dev.sluice.api.config;

import io.fabric8.kubernetes.client.CustomResource;

/** One of the three kinds that hold credentials; they share spec and status. */
public abstract sealed class AnyProviderConfig extends CustomResource<ProviderConfigSpec, ProviderConfigStatus>
    permits ProviderConfig, ClusterProviderConfig, LegacyProviderConfig {
  @Override
  protected ProviderConfigSpec initSpec() {
    return null;
  }

  @Override
  protected ProviderConfigStatus initStatus() {
    return null;
  }
}
