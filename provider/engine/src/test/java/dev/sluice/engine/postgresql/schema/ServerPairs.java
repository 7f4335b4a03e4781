package dev.sluice.engine.postgresql.schema;

import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Of each major the shared server, and another one of the same. */
final class ServerPairs implements ArgumentsProvider {
  private static final Namespace NAMESPACE = Namespace.create(ServerPairs.class);

  @Override
  public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return EmbeddedPostgreSql.majors().stream().map(major -> Arguments.of(PostgreSqlExtension.shared(context, major), other(context, major)));
  }

  private static EmbeddedPostgreSql other(ExtensionContext context, int major) {
    return context.getRoot().getStore(NAMESPACE)
        .getOrComputeIfAbsent(major, any -> EmbeddedPostgreSql.builder(major).withoutFsync().start(), EmbeddedPostgreSql.class);
  }
}
