package dev.sluice.api.common;

import io.fabric8.kubernetes.client.CustomResource;

/**
 * A managed resource of either flavour.
 *
 * @param <P> its {@code spec.forProvider}
 * @param <O> its {@code status.atProvider}
 */
public abstract class Managed<P, O> extends CustomResource<ManagedSpec<P>, ManagedStatus<O>> {
  // Records have no empty state: an object without spec or status has none, rather than a made-up one.
  @Override
  protected ManagedSpec<P> initSpec() {
    return null;
  }

  @Override
  protected ManagedStatus<O> initStatus() {
    return null;
  }
}
