package dev.sluice.api.role;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Version;

/** A role on a server, namespaced. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class Role extends Managed<RoleParameters, RoleObservation> implements Namespaced {}
