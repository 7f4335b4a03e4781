package dev.sluice.api.config;

import dev.sluice.api.common.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Says that a cluster-scoped managed resource uses a ProviderConfig. */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("ProviderConfigUsage")
@Singular("providerconfigusage")
@Plural("providerconfigusages")
public final class LegacyProviderConfigUsage extends AnyProviderConfigUsage {}
