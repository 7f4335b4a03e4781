package dev.sluice.controller.runtime;

import dev.sluice.api.common.Group;
import dev.sluice.api.config.ClusterProviderConfig;
import dev.sluice.api.config.LegacyProviderConfig;
import dev.sluice.api.config.ProviderConfig;
import dev.sluice.api.database.ClusterDatabase;
import dev.sluice.api.database.Database;
import dev.sluice.api.grant.ClusterGrant;
import dev.sluice.api.grant.Grant;
import dev.sluice.api.migration.ClusterMigration;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.role.ClusterRole;
import dev.sluice.api.role.Role;
import dev.sluice.api.schema.ClusterSchema;
import dev.sluice.api.schema.Schema;
import dev.sluice.controller.credentials.CredentialsModule;
import dev.sluice.controller.database.DatabaseExternal;
import dev.sluice.controller.grant.GrantModule;
import dev.sluice.controller.managed.ManagedReconciler;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.migration.MigrationModule;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.RoleNames;
import dev.sluice.controller.role.RoleModule;
import dev.sluice.controller.run.Runs;
import dev.sluice.controller.schema.SchemaModule;
import java.util.List;

/** Every kind of both flavours, in the stages in which they start: credentials first, then what others refer to. */
final class Wiring {
  private Wiring() {}

  static List<List<Kind<?>>> stages(Parts parts, CredentialsModule credentials, Caches caches, Runs runs) {
    var database = new DatabaseExternal(new RoleNames(caches));
    var role = RoleModule.external(parts, caches);
    var grant = GrantModule.external(caches);
    var migration = MigrationModule.external(parts, caches, runs);
    var schema = SchemaModule.external(parts, caches, runs);
    return List.of(
        List.of(new Kind<>("ProviderConfig", Group.NAMESPACED, ProviderConfig.class,
            name -> credentials.reconciler(name, Group.NAMESPACED, ProviderConfig::new)),
        new Kind<>("ClusterProviderConfig", Group.NAMESPACED, ClusterProviderConfig.class,
            name -> credentials.reconciler(name, Group.NAMESPACED, ClusterProviderConfig::new)),
        new Kind<>("ProviderConfig", Group.CLUSTER, LegacyProviderConfig.class,
            name -> credentials.reconciler(name, Group.CLUSTER, LegacyProviderConfig::new))),
        List.of(new Kind<>("Database", Group.NAMESPACED, Database.class,
            name -> new ManagedReconciler<>(parts, name, Group.NAMESPACED, Database.class, Database::new, database)),
        new Kind<>("Database", Group.CLUSTER, ClusterDatabase.class,
            name -> new ManagedReconciler<>(parts, name, Group.CLUSTER, ClusterDatabase.class, ClusterDatabase::new, database))),
        List.of(new Kind<>("Role", Group.NAMESPACED, Role.class,
            name -> new ManagedReconciler<>(parts, name, Group.NAMESPACED, Role.class, Role::new, role)),
        new Kind<>("Role", Group.CLUSTER, ClusterRole.class,
            name -> new ManagedReconciler<>(parts, name, Group.CLUSTER, ClusterRole.class, ClusterRole::new, role)),
        new Kind<>("Grant", Group.NAMESPACED, Grant.class,
            name -> new ManagedReconciler<>(parts, name, Group.NAMESPACED, Grant.class, Grant::new, grant)),
        new Kind<>("Grant", Group.CLUSTER, ClusterGrant.class,
            name -> new ManagedReconciler<>(parts, name, Group.CLUSTER, ClusterGrant.class, ClusterGrant::new, grant)),
        new Kind<>("Migration", Group.NAMESPACED, Migration.class,
            name -> new ManagedReconciler<>(parts, name, Group.NAMESPACED, Migration.class, Migration::new, migration)),
        new Kind<>("Migration", Group.CLUSTER, ClusterMigration.class,
            name -> new ManagedReconciler<>(parts, name, Group.CLUSTER, ClusterMigration.class, ClusterMigration::new, migration)),
        new Kind<>("Schema", Group.NAMESPACED, Schema.class,
            name -> new ManagedReconciler<>(parts, name, Group.NAMESPACED, Schema.class, Schema::new, schema)),
        new Kind<>("Schema", Group.CLUSTER, ClusterSchema.class,
            name -> new ManagedReconciler<>(parts, name, Group.CLUSTER, ClusterSchema.class, ClusterSchema::new, schema))));
  }
}
