package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What has to be altered about a role itself; not what it may do inside databases. */
record RoleDifferences(RoleDesign design, RoleRow row) {

  /** @param passwordWorks whether the password asked for, if any, logs in */
  List<RoleChange> changes(boolean passwordWorks) {
    var changes = new ArrayList<RoleChange>();
    var found = row.found().orElseThrow();
    var facts = found.facts();
    var name = Quoting.identifier(design.name());
    if (design.current().isEmpty() && facts.login() != design.login()) {
      changes.add(change("login " + facts.login() + " -> " + design.login(), "ALTER ROLE " + name + (design.login() ? " LOGIN" : " NOLOGIN")));
    }
    RoleAttributes.of(design).map(wanted -> RoleAttributes.difference(wanted, found.attributes())).filter(words -> !words.isEmpty()).ifPresent(words ->
        changes.add(change("attributes " + words, "ALTER ROLE " + name + " " + words)));
    design.connectionLimit().filter(limit -> limit != facts.connectionLimit()).ifPresent(limit ->
        changes.add(change("connectionLimit " + facts.connectionLimit() + " -> " + limit, "ALTER ROLE " + name + " CONNECTION LIMIT " + limit)));
    if (!passwordWorks && design.current().isEmpty()) {
      var sql = new ArrayList<>(design.password().map(password -> password(name, ScramVerifier.of(password))).stream().toList());
      // One that wasn't made for a turn is due for one.
      var marker = found.marker().turned(design.turned());
      if (!marker.equals(found.marker())) {
        sql.add(comment(name, marker));
      }
      changes.add(new RoleChange("password changed", sql, Optional.empty()));
    }
    if (design.current().isEmpty() && (!design.login() || design.password().isPresent())) {
      // Nobody is handed out a password of theirs any more.
      row.admitted().forEach(login -> changes.add(change("login of " + login + " ended", "ALTER ROLE " + Quoting.identifier(login) + " NOLOGIN")));
    }
    design.memberOf().ifPresent(groups -> memberships(changes, name, groups));
    design.parameters().ifPresent(parameters -> parameters(changes, parameters, facts.parameters()));
    if (found.marker().claim().filter(design.claim()::equals).isEmpty()) {
      var claim = found.marker().claim().filter(there -> there.made() && there.holder().equals(design.claim().holder())).isPresent()
          ? new Claim(design.claim().uid(), design.claim().holder(), true)
          : design.claim();
      if (!found.marker().claim().equals(Optional.of(claim))) {
        var turned = passwordWorks || design.current().isPresent() ? found.marker() : found.marker().turned(design.turned());
        changes.add(change("claimed for " + claim.holder(), comment(name, turned.finished(claim))));
      }
    }
    return changes;
  }

  static String password(String quotedName, String verifier) {
    return "ALTER ROLE " + quotedName + " PASSWORD " + Quoting.literal(verifier);
  }

  static String comment(String quotedName, ClaimMarker marker) {
    return "COMMENT ON ROLE " + quotedName + " IS " + Quoting.literal(marker.comment());
  }

  private void memberships(List<RoleChange> changes, String name, Set<String> wanted) {
    var there = row.found().orElseThrow().facts().memberOf();
    for (var group : new TreeSet<>(wanted)) {
      if (!there.contains(group)) {
        changes.add(change("membership in " + group + " granted", "GRANT " + Quoting.identifier(group) + " TO " + name));
      }
    }
    for (var group : there) {
      if (!wanted.contains(group) && !row.owners().contains(group) && !granted(group)) {
        changes.add(change("membership in " + group + " revoked", "REVOKE " + Quoting.identifier(group) + " FROM " + name));
      }
    }
  }

  private boolean granted(String group) {
    return design.grants().stream().anyMatch(terms -> terms.on() instanceof Membership membership && membership.roles().contains(group));
  }

  private void parameters(List<RoleChange> changes, Map<String, String> wanted, Map<String, String> there) {
    for (var one : new TreeMap<>(wanted).entrySet()) {
      var parameter = new RoleParameter(one.getKey(), one.getValue());
      if (Optional.ofNullable(there.get(one.getKey())).filter(parameter::is).isEmpty()) {
        changes.add(
            change(
                "parameter " + one.getKey() + " " + there.getOrDefault(one.getKey(), "(unset)") + " -> " + one.getValue(), parameter.set(design.name())));
      }
    }
    for (var name : new TreeSet<>(there.keySet())) {
      if (!wanted.containsKey(name)) {
        changes.add(change("parameter " + name + " " + there.get(name) + " -> (unset)", RoleParameter.reset(design.name(), name)));
      }
    }
  }

  private static RoleChange change(String what, String sql) {
    return new RoleChange(what, List.of(sql), Optional.empty());
  }
}
