package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a login that failed says of its password; the driver has one state for all of them. */
class LoginProbeTest {
  private static final Failure REFUSED = new Failure.MissingRight(Reasons.AUTHENTICATION, "Login failed.", Optional.of("S0001"));

  @Test
  void onlyAWrongPasswordIsOne() {
    assertThat(LoginProbe.judged(Errors.server(18456, "Login failed for user 'app'."), REFUSED).sqlState()).contains("28000");
    for (var number : new int[] {4060, 18470, 18486, 18487, 18488}) {
      assertThat(LoginProbe.judged(Errors.server(number, "x"), REFUSED).sqlState()).as("%d", number).contains("S0001");
    }
    var both = Errors.server(4060, "Cannot open database");
    both.setNextException(Errors.server(18456, "Login failed"));
    assertThat(LoginProbe.judged(both, REFUSED).sqlState()).contains("S0001");
  }

  @Test
  void aServerThatSaysNothingIsNoAnswer() {
    assertThat(LoginProbe.judged(new SQLException("the line broke", "08S01"), REFUSED).sqlState()).isEmpty();
    assertThat(LoginProbe.judged(Errors.server(40613, "not available"), new Failure.Transient(Reasons.UNREACHABLE, "x", Optional.of("S0001"))).sqlState()).isEmpty();
  }
}
