package dev.sluice.controller.engine;

import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** All; SQL Server's is skipped where none is named. */
final class EveryEngine implements ArgumentsProvider {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(EveryEngine.class);
  private static final String DATABASES = "SELECT schema_name FROM information_schema.schemata";

  @Override
  public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(postgreSql(context), mySql(context), mariaDb(context), new FileProduct(), sqlServer(context)).map(Arguments::of);
  }

  private static Product postgreSql(ExtensionContext context) {
    var server = PostgreSqlExtension.shared(context, 18);
    return new NetworkProduct(
        "PostgreSQL", server.port(), server.username(), server.password(), "\"", "SELECT datname FROM pg_database",
        List.of("connectionLimit: 7", "connectionLimit: 9"), false, database -> server.connect(database.isEmpty() ? "postgres" : database),
        List.of("CREATE ROLE \"%1$s_owner\"", "CREATE DATABASE \"%1$s\" OWNER \"%1$s_owner\""));
  }

  private static Product sqlServer(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(SqlServerProduct.class, key -> new SqlServerProduct(), SqlServerProduct.class);
  }

  private static Product mySql(ExtensionContext context) {
    return mySql(MySqlFamilyExtension.mySql(context, EmbeddedMySql.USUAL_VERSION));
  }

  private static Product mariaDb(ExtensionContext context) {
    return mariaDb(MySqlFamilyExtension.mariaDb(context, EmbeddedMariaDb.USUAL_VERSION));
  }

  static Product mySql(EmbeddedServer server) {
    return family("MySQL", server, List.of("mysql: {characterSet: latin1}", "mysql: {characterSet: utf8mb4}"));
  }

  static Product mariaDb(EmbeddedServer server) {
    return family("MariaDB", server, List.of("mariadb: {characterSet: latin1}", "mariadb: {characterSet: utf8mb4}"));
  }

  private static Product family(String id, EmbeddedServer server, List<String> alterable) {
    return new NetworkProduct(id, server.port(), server.username(), server.password(), "`", DATABASES, alterable, true, server::connect, List.of("CREATE DATABASE `%s`"));
  }
}
