package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ProviderConfig takes the longest name that any product has. */
class DefaultDatabaseTest {

  @ParameterizedTest
  @CsvSource({"PostgreSQL, 64, 63 bytes", "MySQL, 65, 64 characters", "MariaDB, 65, 64 characters"})
  void oneThatIsTooLongIsRefusedByTheNameOfItsField(String engine, int length, String longest) {
    Failure failure = catchThrowableOfType(EngineException.class, () -> open(engine, length).close()).failure();
    assertThat(failure).isInstanceOf(Failure.Permanent.class).extracting(Failure::reason).isEqualTo(Reasons.INVALID_SERVER);
    assertThat(failure.message()).startsWith("spec.defaultDatabase of the ProviderConfig is ddd").contains(longest);
  }

  @Test
  void theLongestOneIsNot() {
    open("PostgreSQL", 63).close();
    open("MySQL", 64).close();
    open("MariaDB", 64).close();
    open("SQLServer", 128).close();
  }

  private static DatabaseServer open(String engine, int length) {
    var login = new Server.Login("db.example.org", 5432, "sluice", new Password("x"));
    return Engines.load().named(engine).orElseThrow()
        .open(new Server(login, Optional.of("d".repeat(length)), Tls.DISABLED, Timeouts.DEFAULT, 5));
  }
}
