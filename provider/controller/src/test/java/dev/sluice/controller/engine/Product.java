package dev.sluice.controller.engine;

import dev.sluice.controller.testbed.Space;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A product on a real server, or in real files, as the tests of all engines see it. */
interface Product {

  /** As a ProviderConfig's {@code spec.engine}. */
  String id();

  /** A ProviderConfig {@code default} in the space, with what it needs. */
  void credentials(Space space);

  /** As administrator. */
  Connection connect(Space space, String database) throws SQLException;

  boolean has(Space space, String database);

  /** A section of forProvider, as an entry of a flow mapping, then the same with another value that can be altered. */
  List<String> alterable();

  /** An entry of forProvider for another engine. */
  default String foreign() {
    return id().equals("MySQL") ? "mariadb: {characterSet: utf8mb4}" : "mysql: {characterSet: utf8mb4}";
  }

  /** A file whose statements, each at the end of a line, are apart for the product too. */
  default String script(String text) {
    return text;
  }

  /** Whether each CREATE and ALTER commits by itself. */
  boolean commitsDdl();

  /** Makes a database without the provider. */
  void make(Space space, String database);

  default void run(Space space, String database, String... statements) {
    try (var connection = connect(space, database);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  /** The first column of each row. */
  default List<String> column(Space space, String database, String sql) {
    try (var connection = connect(space, database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
