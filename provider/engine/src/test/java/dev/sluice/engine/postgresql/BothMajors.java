package dev.sluice.engine.postgresql;

import dev.sluice.local.junit.PostgreSqlExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The oldest supported server and the newest. */
public final class BothMajors implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.of(14, 18).map(major -> Arguments.of(Named.of("PostgreSQL " + major, PostgreSqlExtension.shared(context, major))));
  }
}
