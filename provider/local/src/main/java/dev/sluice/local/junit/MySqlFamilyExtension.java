package dev.sluice.local.junit;

import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives parameters with {@link MySql} or {@link MariaDb} their server. Tests of several ask {@link #mySql} and {@link #mariaDb}
 * for each.
 */
public final class MySqlFamilyExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MySqlFamilyExtension.class);
  private static final int SESSIONS = 300;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return (parameter.isAnnotated(MySql.class) || parameter.isAnnotated(MariaDb.class))
        && parameter.getParameter().getType().equals(EmbeddedServer.class);
  }

  @Override
  public EmbeddedServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.findAnnotation(MySql.class)
        .map(mySql -> mySql(context, mySql.version()))
        .orElseGet(() -> mariaDb(context, parameter.findAnnotation(MariaDb.class).orElseThrow().version()));
  }

  public static EmbeddedServer mySql(ExtensionContext context, String version) {
    return shared(context, EmbeddedMySql.builder(version));
  }

  public static EmbeddedServer mariaDb(ExtensionContext context, String version) {
    return shared(context, EmbeddedMariaDb.builder(version));
  }

  private static EmbeddedServer shared(ExtensionContext context, EmbeddedServer.Builder builder) {
    return context.getRoot().getStore(NAMESPACE)
        .getOrComputeIfAbsent(builder.name(), name -> start(builder), EmbeddedServer.class);
  }

  private static EmbeddedServer start(EmbeddedServer.Builder builder) {
    return builder.withoutFsync().parameter("max-connections", Integer.toString(SESSIONS)).start();
  }
}
