package dev.sluice.engine.migration;

import dev.sluice.engine.mariadb.MariaDbMigrationTestAccess;
import dev.sluice.engine.mysql.MySqlMigrationTestAccess;
import dev.sluice.engine.sqlserver.TSqlServerExtension;
import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** All servers that the suite runs on. Another product is one more here, and one more case in {@link #of}. */
final class TestProducts implements ArgumentsProvider {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(TestProducts.class);
  private static final String MYSQL = "MySQL";
  private static final String MARIADB = "MariaDB";

  @Override
  public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(postgreSql(context), mySqlFamily(context), sqlite(context), sqlServer(context)).flatMap(products -> products).map(Arguments::of);
  }

  /** The oldest PostgreSQL that is supported, and the newest; those in between where the build has them. */
  static Stream<TestProduct> postgreSql(ExtensionContext context) {
    return EmbeddedPostgreSql.majors().stream().map(major -> PostgreSqlTestProduct.of(PostgreSqlTestProduct.NAME + " " + major, PostgreSqlExtension.shared(context, major)));
  }

  static Stream<TestProduct> mySqlFamily(ExtensionContext context) {
    return Stream.concat(
        EmbeddedMySql.versions().stream()
            .map(version -> MySqlFamilyTestProduct.of(
                MYSQL, MySqlMigrationTestAccess::of, MySqlFamilyExtension.mySql(context, version), () -> EmbeddedMySql.builder(version).start())),
        EmbeddedMariaDb.versions().stream()
            .map(version -> MySqlFamilyTestProduct.of(
                MARIADB, MariaDbMigrationTestAccess::of, MySqlFamilyExtension.mariaDb(context, version), () -> EmbeddedMariaDb.builder(version).start())));
  }

  /** All in one folder, which goes with the last test. */
  private static Stream<TestProduct> sqlite(ExtensionContext context) {
    var folder = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(WorkFolder.class, key -> WorkFolder.temporary("sqlite"), WorkFolder.class);
    return Stream.of(new SqliteTestProduct(folder.path()));
  }

  /** What it made goes with the last test: the server need not be ours. */
  private static Stream<TestProduct> sqlServer(ExtensionContext context) {
    return Stream.of(
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(
            SqlServerTestProduct.class, key -> new SqlServerTestProduct(TSqlServerExtension.find(context)), SqlServerTestProduct.class));
  }

  /** From {@link TestProduct#arguments}: the same server again, which can't be started or stopped from here. */
  static TestProduct of(List<String> arguments) {
    return switch (arguments.getFirst()) {
      case PostgreSqlTestProduct.NAME -> new PostgreSqlTestProduct(PostgreSqlTestProduct.NAME, TestLogin.of(arguments));
      case SqlServerTestProduct.NAME -> SqlServerTestProduct.of(arguments);
      case SqliteTestProduct.NAME -> new SqliteTestProduct(Path.of(arguments.get(1)));
      case MYSQL -> mySqlFamily(MySqlMigrationTestAccess::of, arguments);
      case MARIADB -> mySqlFamily(MariaDbMigrationTestAccess::of, arguments);
      default -> throw new IllegalArgumentException("no product " + arguments.getFirst());
    };
  }

  private static TestProduct mySqlFamily(MySqlFamilyTestProduct.Driver driver, List<String> arguments) {
    return new MySqlFamilyTestProduct(arguments.getFirst(), driver, TestLogin.of(arguments), () -> {
      throw new IllegalStateException("not in this JVM");
    });
  }

  /** What only PostgreSQL has. */
  static final class PostgreSql implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return postgreSql(context).map(Arguments::of);
    }
  }

  /** Products that commit each DDL statement. */
  static final class MySqlFamily implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return mySqlFamily(context).map(Arguments::of);
    }
  }
}
