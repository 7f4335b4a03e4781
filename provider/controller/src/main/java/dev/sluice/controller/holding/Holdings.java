package dev.sluice.controller.holding;

import dev.sluice.api.common.Managed;
import dev.sluice.api.grant.GrantParameters;
import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.RoleNames;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one role is to have by all resources that speak of it, as far as they are resolved: none may take away what another one
 * gave. Those count that use the same ProviderConfig and aren't being deleted.
 */
public final class Holdings {
  private final Caches caches;
  private final DatabaseNames databases;
  private final RoleNames roles;

  public Holdings(Caches caches, DatabaseNames databases, RoleNames roles) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.databases = Objects.requireNonNull(databases, "databases");
    this.roles = Objects.requireNonNull(roles, "roles");
  }

  /** What others than the subject say of the role. */
  public Others besides(Subject<?, ?> subject, String role) {
    var access = new ArrayList<RoleAccess>();
    var memberOf = new HashSet<String>();
    companions(subject, "Role").filter(other -> role.equals(roles.peek(namespace(other), subject.group(), other.getMetadata().getName()).orElse(""))).forEach(other -> {
      var wanted = (RoleParameters) other.getSpec().forProvider();
      access.addAll(access(other, subject.group(), wanted));
      memberOf.addAll(wanted.memberOf() == null ? Set.of() : wanted.memberOf());
    });
    return new Others(grants(subject, role), access, memberOf);
  }

  /** What others than the subject grant to the role. */
  public List<GrantTerms> grants(Subject<?, ?> subject, String role) {
    return companions(subject, "Grant").flatMap(other -> terms(other, subject.group()).stream()).filter(terms -> terms.role().equals(role)).toList();
  }

  private Optional<GrantTerms> terms(Managed<?, ?> grant, String group) {
    var wanted = (GrantParameters) grant.getSpec().forProvider();
    var role = Optional.ofNullable(wanted.role())
        .or(() -> Optional.ofNullable(wanted.roleRef()).flatMap(reference -> roles.peek(namespace(grant), group, reference.name())));
    var database = Optional.ofNullable(wanted.database())
        .or(() -> Optional.ofNullable(wanted.databaseRef()).flatMap(reference -> databases.peek(group, namespace(grant), reference.name())));
    return role.filter(name -> wanted.on() != null && (database.isPresent() || wanted.on().memberOf() != null)).map(name ->
        new GrantTerms(name, database, Targets.of(wanted.on()), Set.copyOf(wanted.privileges()), Boolean.TRUE.equals(wanted.withGrantOption())));
  }

  private List<RoleAccess> access(Managed<?, ?> role, String group, RoleParameters wanted) {
    return wanted.access().stream()
        .flatMap(one -> Optional.ofNullable(one.database())
            .or(() -> databases.peek(group, namespace(role), one.databaseRef().name()))
            .map(database -> new RoleAccess(database, Presets.of(one.preset()), one.schemas()))
            .stream())
        .toList();
  }

  private Stream<Managed<?, ?>> companions(Subject<?, ?> subject, String kind) {
    var group = subject.group();
    var config = Credentials.key(group, subject.namespace(), subject.spec().providerConfigRef());
    return caches.list(Kinds.of(kind, group), Optional.empty(), Managed.class)
        .<Managed<?, ?>>map(other -> other)
        .filter(other -> other.getSpec() != null && other.getSpec().forProvider() != null && other.getSpec().providerConfigRef() != null)
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null && !other.getMetadata().getUid().equals(subject.uid()))
        .filter(other -> Credentials.key(group, namespace(other), other.getSpec().providerConfigRef()).equals(config));
  }

  private static Optional<String> namespace(Managed<?, ?> resource) {
    return Optional.ofNullable(resource.getMetadata().getNamespace());
  }
}
