package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.mariadb.MariaDbUnderTest;
import dev.sluice.engine.mysql.MySqlUnderTest;
import dev.sluice.local.junit.MariaDb;
import dev.sluice.local.junit.MySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WrongProductIT {

  @Test
  void aServerOfTheOtherProductIsRefusedWithTheRightEngine(@MySql EmbeddedServer mySql, @MariaDb EmbeddedServer mariaDb) {
    assertRefused("MySQL", mariaDb, "Set spec.engine of the ProviderConfig to MariaDB.");
    assertRefused("MariaDB", mySql, "Set spec.engine of the ProviderConfig to MySQL.");
  }

  @Test
  void oldVersionsAreRefused() {
    assertThat(MySqlUnderTest.PRODUCT.objection("5.7.44-log")).hasValueSatisfying(s -> assertThat(s).contains("8.0 is the oldest"));
    assertThat(MySqlUnderTest.PRODUCT.objection("8.0.12")).isEmpty();
    assertThat(MySqlUnderTest.PRODUCT.objection("9.4.0")).isEmpty();
    assertThat(MariaDbUnderTest.PRODUCT.objection("10.5.29-MariaDB")).hasValueSatisfying(s -> assertThat(s).contains("10.6 is the oldest"));
    assertThat(MariaDbUnderTest.PRODUCT.objection("10.6.1-MariaDB-1:10.6")).isEmpty();
    assertThat(MariaDbUnderTest.PRODUCT.objection("12.0.2-MariaDB")).isEmpty();
  }

  private static void assertRefused(String engine, EmbeddedServer server, String remedy) {
    Server description = new Server(
        new Server.Login(server.host(), server.port(), "root", new Password(server.password())), Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 3);
    try (DatabaseServer handle = Engines.load().named(engine).orElseThrow().open(description)) {
      Failure failure = failureOf(handle::facts);
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SERVER);
      assertThat(failure.message()).endsWith(remedy);
    }
  }
}
