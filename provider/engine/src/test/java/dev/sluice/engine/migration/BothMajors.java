package dev.sluice.engine.migration;

import dev.sluice.local.junit.PostgreSqlExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The oldest PostgreSQL that is supported, and the newest. */
final class BothMajors implements ArgumentsProvider {
  @Override
  public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(14, 18).map(major -> Arguments.of(PostgreSqlExtension.shared(context, major)));
  }
}
