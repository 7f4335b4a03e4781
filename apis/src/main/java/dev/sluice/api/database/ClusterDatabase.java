package dev.sluice.api.database;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A database on a server, cluster-scoped. */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("Database")
@Singular("database")
@Plural("databases")
public final class ClusterDatabase extends Managed<DatabaseParameters, DatabaseObservation> {}
