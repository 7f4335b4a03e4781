package dev.sluice.controller.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server a host means. */
class ServerDesignTest {
  private static final SecretPlace SHOP = new SecretPlace("shop", "pg-app");

  @ParameterizedTest
  @CsvSource({
    "pg-rw, pg-rw.shop.svc",
    "pg-rw.other, pg-rw.other",
    "pg-rw.shop.svc.cluster.local, pg-rw.shop.svc.cluster.local",
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "localhost, localhost",
  })
  void aSingleLabelIsAServiceBesideTheSecret(String host, String meant) {
    assertThat(ServerDesign.complete(host, Optional.of(SHOP))).isEqualTo(meant);
  }

  @Test
  void withoutASecretItStaysAsItIs() {
    assertThat(ServerDesign.complete("pg-rw", Optional.empty())).isEqualTo("pg-rw");
  }
}
