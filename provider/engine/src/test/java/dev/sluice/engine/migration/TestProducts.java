package dev.sluice.engine.migration;

import dev.sluice.engine.mariadb.MariaDbMigrationTestAccess;
import dev.sluice.engine.mysql.MySqlMigrationTestAccess;
import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** All servers that the suite runs on. Another product is one more here, and one more case in {@link #of}. */
final class TestProducts implements ArgumentsProvider {
  private static final String MYSQL = "MySQL";
  private static final String MARIADB = "MariaDB";

  @Override
  public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.concat(postgreSql(context), mySqlFamily(context)).map(Arguments::of);
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

  /** From {@link TestProduct#arguments}: the same server again, which can't be started or stopped from here. */
  static TestProduct of(List<String> arguments) {
    return switch (arguments.getFirst()) {
      case PostgreSqlTestProduct.NAME ->
          new PostgreSqlTestProduct(PostgreSqlTestProduct.NAME, arguments.get(1), Integer.parseInt(arguments.get(2)), arguments.get(3), arguments.get(4));
      case MYSQL -> mySqlFamily(MySqlMigrationTestAccess::of, arguments);
      case MARIADB -> mySqlFamily(MariaDbMigrationTestAccess::of, arguments);
      default -> throw new IllegalArgumentException("no product " + arguments.getFirst());
    };
  }

  private static TestProduct mySqlFamily(MySqlFamilyTestProduct.Login login, List<String> arguments) {
    return new MySqlFamilyTestProduct(
        arguments.getFirst(), login, arguments.get(1), Integer.parseInt(arguments.get(2)), arguments.get(3), arguments.get(4), () -> {
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
