package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.sqlserver.RoleScene.Held;
import dev.sluice.engine.sqlserver.RoleScene.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A database named shop, as its catalogs would tell of it. */
final class SceneUnderTest {
  private final Map<String, Principal> principals = new TreeMap<>();
  private final Map<String, Set<String>> memberships = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private final Map<String, String> schemas = new TreeMap<>(Map.of("dbo", "dbo"));
  private final Set<String> roles = new HashSet<>(Set.of("public", "db_owner", "db_datareader", "db_datawriter", "db_ddladmin"));
  private final List<List<String>> open = new ArrayList<>();

  SceneUnderTest user(String name, String sid, String... of) {
    return principal(new Principal(name, false, sid, false, false, Optional.empty(), new ClaimMarker(false, Optional.empty())), of);
  }

  SceneUnderTest orphan(String name, String sid) {
    return principal(new Principal(name, false, sid, false, true, Optional.empty(), new ClaimMarker(false, Optional.empty())));
  }

  SceneUnderTest contained(String name, Optional<Claim> claim, String... of) {
    return principal(new Principal(name, false, "C0", true, false, Optional.empty(), new ClaimMarker(claim.isPresent(), claim)), of);
  }

  SceneUnderTest role(String name, Optional<Claim> claim, String... of) {
    roles.add(name);
    return principal(new Principal(name, true, "0105", false, false, Optional.empty(), new ClaimMarker(claim.isPresent(), claim)), of);
  }

  private SceneUnderTest principal(Principal principal, String... of) {
    principals.put(principal.name(), principal);
    memberships.put(principal.name(), Set.of(of));
    return this;
  }

  SceneUnderTest holds(String principal, String permission, String schema) {
    return holds(principal, permission, "G", schema);
  }

  SceneUnderTest holds(String principal, String permission, String state, String schema) {
    held.add(new Held(principal, permission, state, schema.isEmpty() ? "" : "SCHEMA", schema));
    return this;
  }

  SceneUnderTest holds(Held other) {
    held.add(other);
    return this;
  }

  SceneUnderTest schema(String name, String owner) {
    schemas.put(name, owner);
    return this;
  }

  SceneUnderTest applications() {
    roles.add(Bookkeeping.APPLICATIONS);
    return this;
  }

  SceneUnderTest open(String schema, String table) {
    open.add(List.of(schema, table));
    return this;
  }

  RoleScene scene() {
    return new RoleScene("shop", principals, memberships, held, schemas, roles, open);
  }
}
