package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.FailureRule.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodesTest {
  @ParameterizedTest
  @CsvSource({
    "1205, HY000, TRANSIENT, LockTimeout", "3572, HY000, TRANSIENT, LockTimeout", "3547, HY000, TRANSIENT, LockTimeout",
    "1213, 40001, TRANSIENT, Deadlock", "1040, 08004, TRANSIENT, TooManyConnections", "1836, HY000, TRANSIENT, ReadOnly",
    "1045, 28000, MISSING_RIGHT, AuthenticationFailed", "1142, 42000, MISSING_RIGHT, MissingRight",
    "1049, 42000, PERMANENT, DatabaseMissing", "1064, 42000, PERMANENT, StatementFailed", "9999, HY000, PERMANENT, StatementFailed"
  })
  void numbersTellWhetherToTryAgain(int number, String sqlState, Kind kind, String reason) {
    var rule = ErrorCodes.of(number, sqlState, "what the server says");
    assertThat(rule.kind()).isEqualTo(kind);
    assertThat(rule.reason()).isEqualTo(reason);
  }
}
