package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantState;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.role.RoleChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A role's membership in other roles, with its options. */
record Memberships(GrantDesign design) {
  private static final int WITH_OPTIONS = 16;

  /** One row for each who granted it. Options that a version doesn't have are null, and mean what has always been. */
  private static final String QUERY =
      """
      SELECT g.rolname::text, %s, m.roleid IS NOT NULL, pg_catalog.pg_get_userbyid(m.grantor)::text, coalesce(m.admin_option, false),
        coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, true), coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)
      FROM (SELECT ?::text AS role, ?::text[] AS asked) one CROSS JOIN pg_catalog.pg_roles g
      LEFT JOIN pg_catalog.pg_auth_members m ON m.roleid = g.oid AND m.member = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = one.role)
      WHERE g.rolname = ANY (one.asked) OR m.roleid IS NOT NULL ORDER BY 1, 4"""
          .formatted(RoleRow.MIGHTY.formatted("g"));

  private record Row(String group, boolean mighty, boolean member, String grantor, boolean admin, boolean inherit, boolean set) {
    static List<Row> read(ResultSet rows) throws SQLException {
      var all = new ArrayList<Row>();
      while (rows.next()) {
        all.add(new Row(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3), rows.getString(4), rows.getBoolean(5), rows.getBoolean(6), rows.getBoolean(7)));
      }
      return all;
    }
  }

  /** @param owners of the databases in which the role acts as the owner */
  GrantState observe(Connection connection, Set<String> owners) throws SQLException {
    return Question.<GrantContext, List<Row>, GrantState>ask(
        connection, GrantContext.of(design.terms()), new Question<>(QUERY, List.of(role(), groups()), Row::read), (context, rows) -> judged(context, rows, owners));
  }

  private GrantState judged(GrantContext context, List<Row> rows, Set<String> owners) {
    context.check(design);
    checkOptions(context);
    var known = rows.stream().map(Row::group).collect(Collectors.toSet());
    var missing = groups().stream().filter(group -> !known.contains(group)).toList();
    if (!missing.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              "WaitingForReference", "There is no role " + String.join(", ", missing) + " yet, which spec.forProvider.on.memberOf names; create it, or correct the name.",
              Optional.empty()));
    }
    rows.stream().filter(row -> groups().contains(row.group()) && (row.mighty() && !design.privileged() || row.group().equals(context.login()))).findFirst().ifPresent(row -> {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "Role " + row.group() + ", which spec.forProvider.on.memberOf names, would make a superuser of its members, or as good as one: remove it, or set"
              + " spec.allowPrivileged in the ProviderConfig.");
    });
    var changes = new ArrayList<RoleChange>();
    groups().forEach(group -> changes.addAll(granted(group, rows, context)));
    if (design.exclusive()) {
      var kept = new TreeSet<>(groups());
      kept.addAll(needed());
      kept.addAll(owners);
      rows.stream().map(Row::group).filter(group -> !kept.contains(group)).distinct().forEach(group -> changes.add(revoked(group, rows, context)));
    }
    return new GrantState(rows.stream().anyMatch(row -> row.member() && groups().contains(row.group())), changes);
  }

  private void checkOptions(GrantContext context) {
    GrantWords.meant(design.terms().on(), options(), context.majorVersion());
    if (!options().isEmpty() && context.majorVersion() < WITH_OPTIONS) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "spec.forProvider.privileges has options of a membership, which PostgreSQL has since " + WITH_OPTIONS + ", and this server is " + context.majorVersion()
              + "; leave privileges out.");
    }
  }

  private List<RoleChange> granted(String group, List<Row> rows, GrantContext context) {
    var there = rows.stream().filter(row -> row.group().equals(group) && row.member()).toList();
    var admin = design.terms().withGrantOption();
    var meant = GrantWords.meant(design.terms().on(), options(), context.majorVersion());
    var fits = there.stream().anyMatch(row -> (row.inherit() || !meant.contains("INHERIT")) && (row.set() || !meant.contains("SET")))
        && (!admin || there.stream().anyMatch(Row::admin))
        && (!design.exclusive() || there.stream().noneMatch(row -> row.admin() && !admin || !meant.isEmpty() && (row.inherit() && !meant.contains("INHERIT") || row.set() && !meant.contains("SET"))));
    if (fits) {
      return List.of();
    }
    var sql = new ArrayList<String>();
    if (design.exclusive()) {
      sql.addAll(revokes(group, there, context));
    }
    var with = new ArrayList<String>();
    if (context.majorVersion() >= WITH_OPTIONS) {
      if (!meant.isEmpty()) {
        // What another one gave stays where it isn't asked for; a new membership has what is asked for alone.
        with.add("INHERIT " + (meant.contains("INHERIT") || !design.exclusive() && there.stream().anyMatch(Row::inherit)));
        with.add("SET " + (meant.contains("SET") || !design.exclusive() && there.stream().anyMatch(Row::set)));
      }
      if (admin) {
        with.add("ADMIN true");
      }
    } else if (admin) {
      with.add("ADMIN OPTION");
    }
    sql.add("GRANT " + Quoting.identifier(group) + " TO " + Quoting.identifier(role()) + (with.isEmpty() ? "" : " WITH " + String.join(", ", with)));
    return List.of(
        new RoleChange(
            "membership in " + group + " granted to " + role() + (with.isEmpty() ? "" : " with " + String.join(", ", with)), sql, Optional.empty()));
  }

  /** For one that goes. */
  List<RoleChange> removal(Connection connection, Set<String> owners) throws SQLException {
    return Question.<GrantContext, List<Row>, List<RoleChange>>ask(
        connection, GrantContext.of(design.terms()), new Question<>(QUERY, List.of(role(), groups()), Row::read), (context, rows) ->
            rows.stream().filter(Row::member).map(Row::group).distinct()
                .filter(group -> groups().contains(group) && !needed().contains(group) && !owners.contains(group))
                .map(group -> revoked(group, rows, context)).toList());
  }

  private RoleChange revoked(String group, List<Row> rows, GrantContext context) {
    var there = rows.stream().filter(row -> row.group().equals(group)).toList();
    return new RoleChange("membership in " + group + " revoked from " + role(), revokes(group, there, context), Optional.empty());
  }

  private List<String> revokes(String group, List<Row> rows, GrantContext context) {
    var revoke = "REVOKE " + Quoting.identifier(group) + " FROM " + Quoting.identifier(role());
    return context.majorVersion() < WITH_OPTIONS
        ? List.of(revoke + " CASCADE")
        : rows.stream().map(row -> revoke + " GRANTED BY " + Quoting.identifier(row.grantor()) + " CASCADE").toList();
  }

  private Set<String> needed() {
    var needed = new TreeSet<>(design.others().memberOf());
    design.others().grants().stream().filter(terms -> terms.role().equals(role()))
        .forEach(terms -> needed.addAll(terms.on() instanceof Membership other ? other.roles() : List.of()));
    return needed;
  }

  private List<String> groups() {
    return ((Membership) design.terms().on()).roles();
  }

  private Set<String> options() {
    return design.terms().privileges();
  }

  private String role() {
    return design.terms().role();
  }
}
