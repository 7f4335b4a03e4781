package dev.sluice.api.migration;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Version;

/** Versioned SQL for one database, namespaced. */
@io.fabric8.kubernetes.model.annotation.Group(Group.NAMESPACED)
@Version(Group.VERSION)
public final class Migration extends Managed<MigrationParameters, MigrationObservation> implements Namespaced {}
