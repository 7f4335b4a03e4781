package dev.sluice.api.config;

import dev.sluice.api.common.Group;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Version;

/** Says that a namespaced managed resource uses a ProviderConfig or ClusterProviderConfig. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class ProviderConfigUsage extends AnyProviderConfigUsage implements Namespaced {}
