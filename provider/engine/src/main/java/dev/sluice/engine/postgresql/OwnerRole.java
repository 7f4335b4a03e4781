package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Who owns a database for which nobody is named: a role without login that is made for it, so that what is done as the owner
 * is not done as the provider.
 */
final class OwnerRole {
  private static final String SUFFIX = "_owner";
  private static final String STILL_USED = "2BP01";

  private OwnerRole() {}

  static String name(String database) {
    return suffixed(database, SUFFIX);
  }

  /** A name that would be too long is replaced by a digest of it. */
  static String suffixed(String name, String suffix) {
    return Quoting.bytes(name + suffix) <= Quoting.LONGEST_NAME
        ? name + suffix
        : "sluice_" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "") + suffix;
  }

  /** The design with its owner, where nobody is named and nobody but ourselves has the database, if it is there. */
  static DatabaseDesign named(DatabaseDesign design, Catalog catalog, String defaultDatabase) {
    var ours = catalog.database().map(DatabaseRow::owner).orElse(catalog.login()).equals(catalog.login());
    return design.owner().isPresent() || !ours || !catalog.makesRoles() || design.name().equals(defaultDatabase)
        ? design
        : design.ownedBy(name(design.name()));
  }

  /** @throws EngineException where a role of the name is somebody else's */
  static void check(DatabaseDesign design, Catalog catalog) {
    var owner = catalog.owner();
    if (design.owner().isEmpty() && owner.isPresent() && !isFor(design.claim(), owner.get().marker())) {
      throw Admission.permanent(
          Reasons.CONFLICT,
          "Role " + owner.get().name() + ", which would be made to own database " + design.name()
              + ", is there already. Name it in spec.forProvider.owner, or another role.");
    }
  }

  /** In one transaction: without its mark it would be taken for somebody else's. */
  static void create(Connection connection, DatabaseDesign design, Catalog catalog) throws SQLException {
    var name = Quoting.identifier(name(design.name()));
    var mark = new ClaimMarker("", Optional.of(new Claim(design.claim().uid(), design.claim().holder(), true)), false);
    SessionWork.execute(
        connection, "CREATE ROLE " + name + " NOLOGIN;\n" + RoleDifferences.comment(name, mark) + (catalog.superuser() ? "" : ";\n" + joining(name, catalog.majorVersion())));
  }

  static String joining(String quotedName, int major) {
    return "GRANT " + quotedName + " TO CURRENT_USER" + (major >= 16 ? " WITH INHERIT TRUE, SET TRUE" : "");
  }

  /** With its database, and its runner with it, unless it has got something else to own meanwhile. */
  static void drop(Connection connection, DatabaseDesign design) throws SQLException {
    var name = name(design.name());
    if (!isFor(design.claim(), mark(connection, name))) {
      return;
    }
    try {
      SessionWork.execute(connection, Runner.removal(name) + ";\nDROP ROLE IF EXISTS " + Quoting.identifier(name));
    } catch (SQLException e) {
      if (!STILL_USED.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static boolean isFor(Claim claim, ClaimMarker mark) {
    return mark.claim().filter(there -> there.uid().equals(claim.uid()) || there.holder().equals(claim.holder())).isPresent();
  }

  private static ClaimMarker mark(Connection connection, String name) throws SQLException {
    try (var ask = connection.prepareStatement(
        "SELECT pg_catalog.shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles WHERE rolname = ?")) {
      ask.setString(1, name);
      try (var row = ask.executeQuery()) {
        return ClaimMarker.parse(row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty());
      }
    }
  }
}
