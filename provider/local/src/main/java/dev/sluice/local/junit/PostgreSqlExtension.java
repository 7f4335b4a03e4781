package dev.sluice.local.junit;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives parameters with {@link PostgreSql} their server. Tests of both majors ask {@link #shared} with each.
 */
public final class PostgreSqlExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(PostgreSqlExtension.class);
  private static final int SESSIONS = 300;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(PostgreSql.class)
        && parameter.getParameter().getType().equals(EmbeddedPostgreSql.class);
  }

  @Override
  public EmbeddedPostgreSql resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context, parameter.findAnnotation(PostgreSql.class).orElseThrow().major());
  }

  public static EmbeddedPostgreSql shared(ExtensionContext context, int major) {
    return context.getRoot().getStore(NAMESPACE)
        .getOrComputeIfAbsent(major, PostgreSqlExtension::start, EmbeddedPostgreSql.class);
  }

  private static EmbeddedPostgreSql start(int major) {
    return EmbeddedPostgreSql.builder(major)
        .withoutFsync()
        .parameter("max_connections", Integer.toString(SESSIONS))
        .start();
  }
}
