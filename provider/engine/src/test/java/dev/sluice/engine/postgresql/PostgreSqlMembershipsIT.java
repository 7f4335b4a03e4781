package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static dev.sluice.engine.postgresql.Servers.newName;
import static dev.sluice.engine.postgresql.Servers.rows;
import static dev.sluice.engine.postgresql.Servers.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Grants of memberships, by a login that may create roles, and is no superuser. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllMajors.class)
@Timeout(120)
class PostgreSqlMembershipsIT {
  private final EmbeddedPostgreSql server;
  private final DatabaseServer handle;
  private final Grants grants;
  private final String role = newName("report");

  PostgreSqlMembershipsIT(EmbeddedPostgreSql server) {
    this.server = server;
    var login = newName("provider");
    run(server, "postgres", "CREATE ROLE " + login + " LOGIN CREATEROLE PASSWORD '" + Servers.PASSWORD.replace("'", "''") + "'");
    this.handle = Engines.load().named("PostgreSQL").orElseThrow().open(Servers.as(server, login, Servers.PASSWORD));
    this.grants = handle.grants();
    handle.roles().create(group(role));
  }

  @AfterEach
  void close() {
    handle.close();
  }

  @Test
  void membershipsHaveOptions() {
    var group = newName("group");
    handle.roles().create(group(group));
    var plain = member(Set.of(), false, group);
    assertThat(grants.observe(plain).any()).isFalse();
    grants.update(plain, grants.observe(plain));
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'USAGE')")).isTrue();
    assertThat(grants.observe(plain).changes()).isEmpty();
    var admin = member(Set.of(), true, group);
    assertThat(grants.observe(admin).changes()).hasSize(1);
    grants.update(admin, grants.observe(admin));
    assertThat(grants.observe(admin).changes()).isEmpty();
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'USAGE WITH ADMIN OPTION')")).isTrue();
    var kept = new GrantDesign(plain.terms(), false, false, Optional.empty(), new Others(List.of(), List.of(), Set.of(group)));
    grants.revoke(kept);
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'MEMBER')")).isTrue();
    grants.revoke(plain);
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'MEMBER')")).isFalse();
  }

  @Test
  void anExclusiveMembershipIsTheOnlyOne() {
    var group = newName("group");
    var other = newName("group");
    var third = newName("group");
    Stream.of(group, other, third).forEach(name -> handle.roles().create(group(name)));
    for (var name : List.of(other, third)) {
      grants.update(member(Set.of(), true, name), grants.observe(member(Set.of(), true, name)));
    }
    var exclusive = exclusive(member(Set.of(), false, group), new Others(List.of(member(Set.of(), false, third).terms()), List.of(), Set.of()));
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(grants.observe(exclusive).changes()).isEmpty();
    assertThat(rows(server, "postgres", "SELECT DISTINCT roleid::regrole::text FROM pg_auth_members WHERE member = '" + role + "'::regrole ORDER BY 1"))
        .containsExactlyInAnyOrder(group, third);
    // A Role that is said to be a member of nothing leaves alone what a Grant says.
    var role = new RoleDesign(this.role, claim(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Set.of()), Optional.empty(), List.of(), List.of());
    assertThat(handle.roles().observe(role).orElseThrow().changes()).hasSize(2);
    assertThat(handle.roles().observe(role.besides(List.of(exclusive.terms(), member(Set.of(), false, third).terms()))).orElseThrow().changes()).isEmpty();
  }

  @Test
  void optionsOfAMembershipAreSince16() {
    var group = newName("group");
    handle.roles().create(group(group));
    var set = member(Set.of("SET"), false, group);
    if (major() < 16) {
      var failure = failureOf(() -> grants.observe(set));
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failure.message()).contains("since 16");
    }
    assumeThat(major()).as("options of a membership came with PostgreSQL 16").isGreaterThanOrEqualTo(16);
    grants.update(set, grants.observe(set));
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'USAGE')")).isFalse();
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'SET')")).isTrue();
    assertThat(grants.observe(set).changes()).isEmpty();
    var both = member(Set.of("SET", "INHERIT"), false, group);
    grants.update(both, grants.observe(both));
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'USAGE')")).isTrue();
    assertThat(grants.observe(set).changes()).as("more than was asked for").isEmpty();
    var exclusive = exclusive(set, Others.NONE);
    grants.update(exclusive, grants.observe(exclusive));
    assertThat(is("pg_has_role('" + role + "', '" + group + "', 'USAGE')")).isFalse();
    assertThat(grants.observe(exclusive).changes()).isEmpty();
  }

  private int major() {
    return Integer.parseInt(rows(server, "postgres", "SHOW server_version_num").getFirst()) / 10000;
  }

  private GrantDesign member(Set<String> options, boolean admin, String group) {
    return new GrantDesign(new GrantTerms(role, Optional.empty(), new Membership(List.of(group)), options, admin));
  }

  private static GrantDesign exclusive(GrantDesign design, Others others) {
    return new GrantDesign(design.terms(), true, false, Optional.empty(), others);
  }

  private static RoleDesign group(String name) {
    return new RoleDesign(
        name, claim(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  private static Claim claim() {
    return new Claim("1", "db.m.sluice.dev/Role/shop/report", true);
  }

  private boolean is(String question) {
    return rows(server, "postgres", "SELECT " + question).getFirst().startsWith("t");
  }
}
