package dev.sluice.api.schema;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Version;

/** Declared schemas of one database, namespaced. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class Schema extends Managed<SchemaParameters, SchemaObservation> implements Namespaced {}
