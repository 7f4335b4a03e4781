package dev.sluice.api.config;

import dev.sluice.api.common.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Credentials for the cluster-scoped managed resources (Crossplane calls that flavour legacy). */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("ProviderConfig")
@Singular("providerconfig")
@Plural("providerconfigs")
public final class LegacyProviderConfig extends AnyProviderConfig {}
