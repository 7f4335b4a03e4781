package dev.sluice.api.schema;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Declared schemas of one database, cluster-scoped. */
@io.fabric8.kubernetes.model.annotation.Group(Group.CLUSTER)
@Version(Group.VERSION)
@Kind("Schema")
@Singular("schema")
@Plural("schemas")
public final class ClusterSchema extends Managed<SchemaParameters, SchemaObservation> {}
