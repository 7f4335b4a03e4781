package dev.sluice.api.config;

import dev.sluice.api.common.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** Credentials for the namespaces that it allows. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class ClusterProviderConfig extends AnyProviderConfig {}
