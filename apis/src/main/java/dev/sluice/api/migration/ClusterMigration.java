package dev.sluice.api.migration;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Versioned SQL for one database, cluster-scoped. */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("Migration")
@Singular("migration")
@Plural("migrations")
public final class ClusterMigration extends Managed<MigrationParameters, MigrationObservation> {}
