package dev.sluice.engine.postgresql;

import dev.sluice.local.junit.PostgreSqlExtension;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The oldest supported server and the newest, and those in between where the build has them. */
public final class AllMajors implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return EmbeddedPostgreSql.majors().stream().map(major -> Arguments.of(Named.of("PostgreSQL " + major, PostgreSqlExtension.shared(context, major))));
  }
}
