package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.mariadb.MariaDbUnderTest;
import dev.sluice.engine.mysql.MySqlUnderTest;
import dev.sluice.local.junit.MySqlFamilyExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Every version of either product that this build has. */
public final class AllProducts implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.concat(
            EmbeddedMySql.versions().stream()
                .map(version -> new Target(MySqlUnderTest.PRODUCT, () -> EmbeddedMySql.builder(version), MySqlFamilyExtension.mySql(context, version))),
            EmbeddedMariaDb.versions().stream()
                .map(version -> new Target(MariaDbUnderTest.PRODUCT, () -> EmbeddedMariaDb.builder(version), MySqlFamilyExtension.mariaDb(context, version))))
        .map(target -> Arguments.of(Named.of(target.server().name(), target)));
  }
}
