package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.common.ManagedStatus;
import dev.sluice.api.database.Database;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollIntervalTest {
  private static final PollInterval POLL = new PollInterval(Duration.ofMinutes(10), Duration.ofSeconds(1), RandomGenerator.getDefault());

  @ParameterizedTest
  @CsvSource({
    "30s, 30", "1h30m, 5400", "1.5m, 90", "100ms, 1", "1ns, 1",
    // Unreadable or without sense: as if it weren't there.
    "'', 600", "soon, 600", "0, 600", "0s, 600", "-1s, 600", "10, 600", "1d, 600", "' 5s', 600",
  })
  void theAnnotationOverridesTheStandardWhereItIsADuration(String annotation, long seconds) {
    var object = new Database();
    object.setMetadata(new ObjectMetaBuilder().withName("a").withAnnotations(Map.of("crossplane.io/poll-interval", annotation)).build());
    var wanted = POLL.of(new Subject<>(null, "db.m.sluice.dev", object, null, ManagedStatus.empty()));
    assertThat(wanted.toMillis()).isBetween(seconds * 900, seconds * 1100);
  }
}
