package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class PasswordTest {
  @RepeatedTest(20)
  void aRandomOneSuitsShellsUrlsAndThePoliciesOfServers() {
    var password = Password.random();
    assertThat(password.reveal()).matches("[A-Za-z0-9][A-Za-z0-9-]+").matches(".*[a-z].*").matches(".*[A-Z].*").matches(".*[0-9].*").contains("-");
    assertThat(password).isNotEqualTo(Password.random()).asString().doesNotContain(password.reveal());
  }
}
