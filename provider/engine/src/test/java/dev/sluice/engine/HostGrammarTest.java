package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGrammarTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "db.example.com", "db.example.com.", "orders-rw.shop.svc", "10.0.0.1", "::1", "2001:db8::1", "a_b", "9to5"})
  void hostsAreAccepted(String host) {
    assertThat(HostGrammar.accepts(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "db/orders", "db?sslmode=disable", "db:5432", "jdbc:postgresql://db", "a,b", "[::1]", "user@db", "-db", "db-", "a..b", "db\n",
        "db#", "d%62", ":::", "::1%eth0", "1:2", "/var/run/postgresql", "dä"
      })
  void whatADriverCouldReadOtherwiseIsRefused(String host) {
    assertThat(HostGrammar.accepts(host)).isFalse();
  }
}
