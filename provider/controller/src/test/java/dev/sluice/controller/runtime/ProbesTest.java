package dev.sluice.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbesTest {
  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + taken.getLocalPort();

      assertThatThrownBy(() -> Probes.serve("--flag", address, Map.of())).hasMessageContaining("--flag=" + address).hasMessageContaining("choose another port");
    }
  }

  @Test
  void zeroServesNothing() {
    assertThat(Probes.serve("--flag", "0", Map.of())).isEmpty();
  }
}
