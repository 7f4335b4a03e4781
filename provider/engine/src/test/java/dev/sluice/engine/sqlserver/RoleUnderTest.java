package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleAccess.Preset;
import dev.sluice.engine.role.RoleDesign;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A role's design, field by field, and what a server without one says. */
record RoleUnderTest(RoleDesign design) {
  static final String HOLDER = "test/Role/app";
  static final String PASSWORD = "Zq1-secret";

  static RoleUnderTest named(String name) {
    return new RoleUnderTest(
        new RoleDesign(
            name, claim("1"), true, Optional.of(new Password(PASSWORD)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            List.of(), List.of()));
  }

  static RoleUnderTest app(RoleAccess... access) {
    return named("app").access(access);
  }

  static Claim claim(String uid) {
    return new Claim("uid-" + uid, HOLDER, true);
  }

  static RoleAccess access(String database, Preset preset, String... schemas) {
    return new RoleAccess(database, preset, List.of(schemas));
  }

  RoleUnderTest access(RoleAccess... access) {
    return with(design.login(), design.current(), design.turned(), design.memberOf(), List.of(access), design.former(), design.grants(), design.options(), design.privileged());
  }

  RoleUnderTest former(RoleAccess... former) {
    return with(design.login(), design.current(), design.turned(), design.memberOf(), design.access(), List.of(former), design.grants(), design.options(), design.privileged());
  }

  RoleUnderTest group() {
    return with(false, Optional.empty(), Optional.empty(), design.memberOf(), design.access(), design.former(), design.grants(), design.options(), design.privileged());
  }

  RoleUnderTest turn(String login) {
    return with(
        true, Optional.of(login), Optional.of(Instant.EPOCH), design.memberOf(), design.access(), design.former(), design.grants(), design.options(), design.privileged());
  }

  RoleUnderTest memberOf(String... groups) {
    return with(
        design.login(), design.current(), design.turned(), Optional.of(Set.of(groups)), design.access(), design.former(), design.grants(), design.options(), design.privileged());
  }

  RoleUnderTest option(String name, Object value) {
    var options = new HashMap<>(design.options());
    options.put(name, value);
    return with(design.login(), design.current(), design.turned(), design.memberOf(), design.access(), design.former(), design.grants(), options, design.privileged());
  }

  RoleUnderTest privileged() {
    return with(design.login(), design.current(), design.turned(), design.memberOf(), design.access(), design.former(), design.grants(), design.options(), true);
  }

  RoleUnderTest granted(GrantTerms... grants) {
    return with(
        design.login(), design.current(), design.turned(), design.memberOf(), design.access(), design.former(), List.of(grants), design.options(), design.privileged());
  }

  private RoleUnderTest with(
      boolean login,
      Optional<String> current,
      Optional<Instant> turned,
      Optional<Set<String>> memberOf,
      List<RoleAccess> access,
      List<RoleAccess> former,
      List<GrantTerms> grants,
      Map<String, Object> options,
      boolean privileged) {
    return new RoleUnderTest(
        new RoleDesign(
            design.name(), design.claim(), login, login ? design.password() : Optional.empty(), current, turned, design.connectionLimit(), memberOf, design.parameters(), access,
            former, grants, options, privileged));
  }

  RoleOptions options() {
    return RoleAdmission.check(design);
  }

  /** As the provider made it. */
  static LoginRow made(String login) {
    return login(login, LoginSid.of(HOLDER, login), false);
  }

  static LoginRow login(String name, String sid, boolean mighty) {
    return new LoginRow(name, sid, true, false, false, "us_english", Optional.empty(), mighty, false, Optional.empty());
  }
}
