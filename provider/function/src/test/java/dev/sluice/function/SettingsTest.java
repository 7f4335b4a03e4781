package dev.sluice.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsTest {

  private static Settings parse(String... arguments) {
    var settings = new Settings();
    new CommandLine(settings).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return settings;
  }

  @Test
  void crossplaneStartsItWithoutArguments() {
    var listening = parse("--tls-server-certs-dir", "/tls/server").listening();

    assertThat(listening.host()).isEmpty();
    assertThat(listening.port()).isEqualTo(9443);
    assertThat(listening.certificates()).contains(Path.of("/tls/server"));
    assertThat(listening.maxMessageBytes()).isEqualTo(16 << 20);
    assertThat(listening.callTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void withoutTlsOnlyWhereThatIsAskedFor() {
    assertThat(parse("--insecure", "--address", "127.0.0.1:7").listening().certificates()).isEmpty();
    assertThat(parse("--insecure", "--address", "127.0.0.1:7").listening().host()).isEqualTo(Optional.of("127.0.0.1"));
    assertThatThrownBy(() -> parse().listening()).hasMessageContaining("TLS_SERVER_CERTS_DIR").hasMessageContaining("--insecure");
  }

  @Test
  void boundsCanBeSet() {
    var listening = parse("--insecure", "--max-recv-message-size", "4", "--max-concurrent-calls", "7", "--call-timeout", "5s", "--shutdown-grace=20", "--log-format", "JSON").listening();

    assertThat(listening.maxMessageBytes()).isEqualTo(4 << 20);
    assertThat(listening.maxConcurrentCalls()).isEqualTo(7);
    assertThat(listening.callTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(listening.shutdownGrace()).isEqualTo(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--address=9443", "--address=:99999", "--max-concurrent-calls=0", "--max-recv-message-size=5000", "--call-timeout=1m", "--unknown"})
  void whatMakesNoSenseIsRefused(String argument) {
    assertThatThrownBy(() -> parse(argument)).isInstanceOf(CommandLine.ParameterException.class);
  }
}
