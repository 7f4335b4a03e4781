package dev.sluice.api.role;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A role on a server, cluster-scoped. */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("Role")
@Singular("role")
@Plural("roles")
public final class ClusterRole extends Managed<RoleParameters, RoleObservation> {}
