package dev.sluice.api.config;

import dev.sluice.api.common.Group;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Version;

/** Credentials for the managed resources of its own namespace. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class ProviderConfig extends AnyProviderConfig implements Namespaced {}
