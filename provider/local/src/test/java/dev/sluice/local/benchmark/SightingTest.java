package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SightingTest {
  @Test
  void anOldReadyIsNotTheNewGenerationsReady() throws Exception {
    Sighting old = seen("MODIFIED", 1, "True", 1);

    assertThat(old.readyAt(1)).isTrue();
    assertThat(old.readyAt(2)).isFalse();
    assertThat(old.speaksFor(2)).isFalse();
  }

  @Test
  void aStatusOfTheNewGenerationThatIsNotReadySpeaksForIt() throws Exception {
    Sighting reconciling = seen("MODIFIED", 2, "False", 2);

    assertThat(reconciling.speaksFor(2)).isTrue();
    assertThat(reconciling.readyAt(2)).isFalse();
  }

  @Test
  void aConditionOfAnOlderGenerationIsNotBelieved() throws Exception {
    assertThat(seen("MODIFIED", 2, "True", 1).readyAt(2)).isFalse();
  }

  @Test
  void oneThatIsGoneIsNotReady() throws Exception {
    Sighting gone = seen("DELETED", 1, "True", 1);

    assertThat(gone.gone()).isTrue();
    assertThat(gone.readyAt(1)).isFalse();
  }

  private static Sighting seen(String type, int observed, String ready, int readyGeneration) throws Exception {
    return Sighting.of(new ObjectMapper().readTree("""
        {"type":"%s","object":{"metadata":{"name":"a"},"status":{"observedGeneration":%d,
         "conditions":[{"type":"Ready","status":"%s","observedGeneration":%d}]}}}"""
        .formatted(type, observed, ready, readyGeneration)), 1);
  }
}
