package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Version;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flywaydb.core.api.MigrationVersion;

/** What the other modules take for the order of versions is Flyway's. */
class VersionOrderTest {

  @Property(tries = 2000)
  void isFlyways(@ForAll("versions") String one, @ForAll("versions") String other) {
    var flyways = MigrationVersion.fromVersion(one).compareTo(MigrationVersion.fromVersion(other));
    assertThat(Integer.signum(Version.parse(one).compareTo(Version.parse(other)))).isEqualTo(Integer.signum(flyways));
    assertThat(Version.parse(one).equals(Version.parse(other))).isEqualTo(flyways == 0);
    assertThat(Version.parse(one)).hasToString(MigrationVersion.fromVersion(one).toString());
  }

  @Provide
  Arbitrary<String> versions() {
    var number = Arbitraries.oneOf(Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 2_000_000_000));
    return number.map(String::valueOf)
        .flatMap(text -> Arbitraries.of(text, "0" + text))
        .list().ofMinSize(1).ofMaxSize(4)
        .flatMap(parts -> Arbitraries.of(".", "_").map(separator -> String.join(separator, parts)));
  }
}
