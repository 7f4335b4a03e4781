package dev.sluice.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsTest {

  @Test
  void withoutArgumentsEverythingHasADefault() {
    var settings = parsed();

    assertThat(settings.poll).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.minPollInterval).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.leaderElection).isFalse();
    assertThat(settings.leaseDuration).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.shutdownGrace).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.deletionGrace).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.metricsBindAddress).isEqualTo(":8080");
    assertThat(settings.healthProbeBindAddress).isEqualTo(":8081");
    assertThat(settings.logFormat).isEqualTo(Settings.LogFormat.plain);
    assertThat(settings.debug).isFalse();
    assertThat(settings.environmentPrefixes).isEmpty();
    assertThat(settings.credentialFolders).isEmpty();
  }

  @Test
  void flagsAreRead() {
    var settings =
        parsed("-d", "-l", "--poll=1m30s", "--shutdown-grace=0s", "--metrics-bind-address=0", "--credentials-env-prefix=A_", "--credentials-env-prefix=B_");

    assertThat(settings.debug).isTrue();
    assertThat(settings.leaderElection).isTrue();
    assertThat(settings.poll).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.shutdownGrace).isZero();
    assertThat(settings.metricsBindAddress).isEqualTo("0");
    assertThat(settings.environmentPrefixes).isEqualTo(List.of("A_", "B_"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--poll=0s", "--poll=-1s", "--min-poll-interval=0", "--lease-duration=0s", "--metrics-bind-address=:70000", "--health-probe-bind-address=8081", "--leader-election=perhaps"})
  void whatMakesNoSenseIsRefused(String flag) {
    assertThatThrownBy(() -> parsed(flag)).isInstanceOf(CommandLine.ParameterException.class).hasMessageContaining(flag.substring(0, flag.indexOf('=')));
  }

  @Test
  void flagsOfOtherProvidersAreAccepted() {
    var settings =
        parsed(
            "--sync=1h", "--max-reconcile-rate", "10", "--enable-management-policies", "--poll-state-metric=5s", "--poll-jitter-percentage=10", "--webhook-port=9443",
            "--certs-dir=/tls", "--enable-changelogs", "--changelogs-socket-path=/var/run/changelogs.sock", "--enable-watches", "--health-probe-bind-addr=:9000");

    assertThat(settings.healthProbeBindAddress).isEqualTo(":9000");
  }

  @Test
  void theDocumentationNamesEveryFlag() throws java.io.IOException {
    var page = java.nio.file.Files.readString(java.nio.file.Path.of("../../docs/operating.md"));

    var flags =
        CommandLine.Model.CommandSpec.forAnnotatedObject(new Settings()).options().stream()
            .filter(o -> !o.hidden() && !o.usageHelp() && !o.versionHelp() || o.names().length > 5)
            .flatMap(o -> java.util.Arrays.stream(o.names()))
            .filter(n -> n.startsWith("--"));

    assertThat(flags).hasSizeGreaterThan(20).allSatisfy(flag -> assertThat(page).contains("`" + flag + "`"));
  }

  private static Settings parsed(String... flags) {
    var settings = new Settings();
    new CommandLine(settings).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(flags);
    return settings;
  }
}
