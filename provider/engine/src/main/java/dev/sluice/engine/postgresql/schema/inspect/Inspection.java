package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Model;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a database's structure from its catalogs: a fixed number of queries, whatever it holds, in one round trip and one snapshot. */
public final class Inspection {
  /** In this order: what comes later refers to what was found before. */
  private static final List<Part> PARTS =
      List.of(
          new SchemaParts.Owner(),
          new SchemaParts.Namespaces(),
          new SchemaParts.Extensions(),
          new DatabaseParts.Collations(),
          new TextSearchParts.Dictionaries(),
          new TextSearchParts.Configurations(),
          new DatabaseParts.Wrappers(),
          new DatabaseParts.Servers(),
          new RelationParts.Tables(),
          new RelationParts.Views(),
          new RelationParts.ViewGrants(),
          new ColumnParts.Columns(),
          new ColumnParts.Defaults(),
          new TypeParts.Sequences(),
          new TypeParts.Types(),
          new TypeParts.Attributes(),
          new TypeParts.DomainChecks(),
          new CodeParts.Routines(),
          new ConstraintParts.Constraints(),
          new ConstraintParts.Indexes(),
          new CodeParts.Triggers(),
          new CodeParts.Rules(),
          new CodeParts.Policies(),
          new CodeParts.StatisticsObjects(),
          new DatabaseParts.EventTriggers(),
          new DatabaseParts.Publications(),
          new DatabaseParts.PublicationMembers(),
          new DatabaseParts.Privileges(),
          new LinkParts.Comments(),
          new LinkParts.Dependencies(),
          new LinkParts.Casts(),
          new Sweep());

  private Inspection() {}

  /** In a snapshot of its own. @param connection in auto-commit, with {@code pg_catalog} alone as its path */
  public static Model of(Connection connection) throws SQLException {
    return read(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n", ";\nCOMMIT");
  }

  /** Of what the session itself has made, in its transaction or not. The path stays {@code pg_catalog}. */
  public static Model within(Connection connection) throws SQLException {
    return read(connection, "SET search_path = pg_catalog;\n", "");
  }

  private static Model read(Connection connection, String before, String after) throws SQLException {
    var major = connection.getMetaData().getDatabaseMajorVersion();
    var found = new Finding(major);
    var sql = PARTS.stream().map(part -> part.sql(major)).collect(Collectors.joining(";\n", before, after));
    try (var ask = connection.createStatement()) {
      ask.setEscapeProcessing(false);
      ask.execute(sql);
      for (var part : PARTS) {
        ask.getMoreResults();
        try (var rows = ask.getResultSet()) {
          while (rows.next()) {
            part.read(rows, found);
          }
        }
      }
    } catch (SQLException e) {
      if (!after.isEmpty()) {
        abandon(connection);
      }
      throw e;
    }
    return found.model();
  }

  private static void abandon(Connection connection) {
    try (var rollback = connection.createStatement()) {
      rollback.execute("ROLLBACK");
    } catch (SQLException e) {
      // It has gone, and its transaction with it.
    }
  }
}
