package dev.sluice.local.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProviderProcessIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int TERMINATED = 143;

  @Test
  void becomesReadyAndKeepsAllOutput() {
    try (ProviderProcess provider = builder().arguments("--debug").start()) {
      provider.awaitReady(SOON);

      assertThat(provider.metrics()).hasValueSatisfying(text -> assertThat(text).contains("sluice_resources"));
      assertThat(provider.output()).contains("kubeconfig /a/kubeconfig", "--debug", "to the error stream");
    }
  }

  @Test
  void endsOnSigterm() {
    try (ProviderProcess provider = builder().start()) {
      provider.awaitReady(SOON);

      assertThat(provider.terminate(SOON)).hasValue(TERMINATED);
      assertThat(provider.ready()).isFalse();
    }
  }

  @Test
  void isGoneAfterAKill() {
    try (ProviderProcess provider = builder().start()) {
      provider.awaitReady(SOON);
      provider.kill();

      assertThat(ProcessHandle.of(provider.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void oneThatEndsEarlyIsReportedWithTheEndOfItsLog() {
    try (ProviderProcess provider = builder().arguments("--fail").start()) {
      assertThatThrownBy(() -> provider.awaitReady(SOON))
          .hasMessageContaining("ended with code 1")
          .hasMessageContaining("told to fail");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryAndProcessorTimeAreRead() {
    try (ProviderProcess provider = builder().jvmFlags("-Xmx32m").start()) {
      provider.awaitReady(SOON);

      assertThat(provider.resourceUse()).hasValueSatisfying(use -> {
        assertThat(use.residentBytes()).isBetween(5_000_000L, 500_000_000L);
        assertThat(use.peakResidentBytes()).isGreaterThanOrEqualTo(use.residentBytes());
        assertThat(use.processorTime()).isPositive();
      });
    }
  }

  private static ProviderProcess.Builder builder() {
    return ProviderProcess.builder(System.getProperty("java.class.path"), Path.of("/a/kubeconfig"))
        .mainClass(FakeOperator.class.getName());
  }
}
