package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementPolicyTest {
  private static final List<String> ACTIONS = List.of("Observe", "Create", "Update", "Delete", "LateInitialize", "*");

  @Test
  void fifteenSetsMakeSense() {
    var sensible = IntStream.range(0, 1 << ACTIONS.size()).mapToObj(ManagementPolicyTest::set).filter(s -> new ManagementPolicy(s, false).isSensible()).toList();
    assertThat(sensible).hasSize(15);
    assertThat(sensible).allMatch(s -> s.isEmpty() || s.contains("Observe") || s.equals(Set.of("*")));
  }

  @ParameterizedTest
  @CsvSource({
    "*, Delete, true",
    "*, Orphan, false",
    "*, , true",
    "Observe, Delete, false",
    "Observe Delete, Orphan, true",
    "Observe Create Update, Delete, false",
    "Observe Create Update Delete LateInitialize, Orphan, true",
    "Observe Create Update Delete LateInitialize, , true",
  })
  void whoMayDelete(String actions, String deletionPolicy, boolean deletes) {
    assertThat(ManagementPolicy.of(List.of(actions.split(" ")), deletionPolicy).allowsDelete()).isEqualTo(deletes);
  }

  private static Set<String> set(int bits) {
    var set = new HashSet<String>();
    IntStream.range(0, ACTIONS.size()).filter(i -> (bits & 1 << i) != 0).forEach(i -> set.add(ACTIONS.get(i)));
    return set;
  }
}
