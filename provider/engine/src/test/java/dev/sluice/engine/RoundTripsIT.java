package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.local.junit.MariaDb;
import dev.sluice.local.junit.MySql;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a look at what is settled waits for the server: what docs/roles.md and docs/grants.md say of it. */
@Timeout(120)
class RoundTripsIT {
  private static final String NAME = "trips";
  private static final Password PASSWORD = new Password("pw-aA1");

  @FunctionalInterface
  private interface Sessions {
    Connection open(String database) throws SQLException;
  }

  private record Looked(int role, int ofTwoDatabases, int acting, int turning, int member, int grant, int membership) {}

  @Test
  void onPostgreSql(@PostgreSql EmbeddedPostgreSql server) throws SQLException {
    var looked = looked("PostgreSQL", server.port(), server.username(), server.password(), "public.t", server::connect);
    assertThat(looked).isEqualTo(new Looked(1, 2, 2, 2, 1, 1, 1));
  }

  @Test
  void onMySql(@MySql EmbeddedServer server) throws SQLException {
    var looked = looked("MySQL", server.port(), server.username(), server.password(), "t", server::connect);
    assertThat(looked).isEqualTo(new Looked(1, 1, 1, 1, 2, 1, 2));
  }

  @Test
  void onMariaDb(@MariaDb EmbeddedServer server) throws SQLException {
    var looked = looked("MariaDB", server.port(), server.username(), server.password(), "t", server::connect);
    assertThat(looked).isEqualTo(new Looked(1, 1, 1, 1, 2, 1, 2));
  }

  private static Looked looked(String engine, int port, String user, String password, String table, Sessions sessions) throws SQLException {
    try (var relay = new CountingRelay(port)) {
      var description = new Server(
          new Server.Login("127.0.0.1", relay.port(), user, new Password(password)), engine.equals("PostgreSQL") ? Optional.of("postgres") : Optional.empty(),
          Tls.DISABLED, new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO), 5);
      try (var server = Engines.load().named(engine).orElseThrow().open(description)) {
        server.databases().create(new DatabaseDesign(NAME, claim(NAME), Optional.empty(), Optional.empty(), List.of(), Map.of()));
        try (var session = sessions.open(NAME); var statement = session.createStatement()) {
          statement.execute("CREATE TABLE t (a int)");
        }
        var role = role(server, relay, design("trips_plain", true, Optional.empty(), Optional.empty()));
        server.databases().create(new DatabaseDesign(NAME + "2", claim(NAME), Optional.empty(), Optional.empty(), List.of(), Map.of()));
        var ofTwo = role(server, relay, having("trips_two", new RoleAccess(NAME, Preset.READ_ONLY, List.of()), new RoleAccess(NAME + "2", Preset.READ_WRITE, List.of())));
        var acting = role(server, relay, having("trips_acting", new RoleAccess(NAME, Preset.MIGRATE, List.of())));
        var turning = role(server, relay, design("trips_turning", true, Optional.of("trips_turning_a"), Optional.empty()));
        role(server, relay, design("trips_crowd", false, Optional.empty(), Optional.empty()));
        var member = role(server, relay, design("trips_member", true, Optional.empty(), Optional.of(Set.of("trips_crowd"))));
        var grant = grant(server, relay, new GrantTerms("trips_plain", Optional.of(NAME), new Named(Kind.TABLE, List.of(table)), Set.of("REFERENCES"), false));
        return new Looked(role, ofTwo, acting, turning, member, grant, grant(server, relay, membership(new Membership(List.of("trips_crowd")))));
      }
    }
  }

  private static GrantTerms membership(GrantTarget on) {
    return new GrantTerms("trips_plain", Optional.empty(), on, Set.of(), false);
  }

  private static int role(DatabaseServer server, CountingRelay relay, RoleDesign design) {
    server.roles().create(design);
    assertThat(server.roles().observe(design).orElseThrow().changes()).isEmpty();
    return counted(relay, () -> server.roles().observe(design));
  }

  private static int grant(DatabaseServer server, CountingRelay relay, GrantTerms terms) {
    var design = new GrantDesign(terms);
    server.grants().update(design, server.grants().observe(design));
    assertThat(server.grants().observe(design).changes()).isEmpty();
    return counted(relay, () -> server.grants().observe(design));
  }

  private static int counted(CountingRelay relay, Supplier<?> look) {
    var before = relay.trips();
    assertThat(look.get()).isNotNull();
    return relay.trips() - before;
  }

  private static RoleDesign having(String name, RoleAccess... access) {
    return new RoleDesign(
        name, claim(name), true, Optional.of(PASSWORD), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(access), List.of());
  }

  private static RoleDesign design(String name, boolean login, Optional<String> current, Optional<Set<String>> memberOf) {
    return new RoleDesign(
        name, claim(name), login, Optional.of(PASSWORD).filter(password -> login), current, current.map(turn -> Instant.parse("2026-01-01T00:00:00Z")), Optional.empty(), memberOf,
        Optional.empty(), List.of(new RoleAccess(NAME, Preset.READ_WRITE, List.of())), List.of());
  }

  private static Claim claim(String uid) {
    return new Claim(uid, "test/" + uid, true);
  }
}
