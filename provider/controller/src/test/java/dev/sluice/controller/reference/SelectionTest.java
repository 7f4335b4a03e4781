package dev.sluice.controller.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.common.Selector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final String KIND = "Database.db.m.sluice.dev";

  @Test
  void aWaiterIsWokenByWhatHeCouldSelectAndByNothingElse() {
    var selection = selection(new Selector(Map.of("app", "shop", "tier", "db"), null, null), object("m", Map.of(), "x"));
    assertThat(woken(selection, object("a", Map.of("app", "shop", "tier", "db"), "x"))).isTrue();
    assertThat(woken(selection, object("a", Map.of("app", "other", "tier", "db"), "x"))).isFalse();
    assertThat(woken(selection, object("a", Map.of(), "x"))).isFalse();
  }

  @Test
  void ofOneCompositeOnlyItsOwnCount() {
    var selection = selection(new Selector(Map.of(), true, null), object("m", Map.of(), "one"));
    assertThat(woken(selection, object("a", Map.of("app", "shop"), "one"))).isTrue();
    assertThat(woken(selection, object("a", Map.of("app", "shop"), "two"))).isFalse();
  }

  @Test
  void whereNothingIsAskedForAnyWillDo() {
    var selection = selection(new Selector(Map.of(), null, null), object("m", Map.of(), "one"));
    assertThat(woken(selection, object("a", Map.of("app", "shop"), "two"))).isTrue();
  }

  @Test
  void whatMatchesWakes() {
    var candidates =
        Stream.of("one", "two").flatMap(owner -> Stream.of(Map.<String, String>of(), Map.of("app", "shop"), Map.of("app", "shop", "tier", "db"))
            .map(labels -> object("a", labels, owner))).toList();
    var selectors =
        Stream.of(new Selector(Map.of("tier", "db"), true, null), new Selector(Map.of("app", "shop"), false, null), new Selector(Map.of(), true, null)).toList();
    for (var selector : selectors) {
      var selection = selection(selector, object("m", Map.of(), "one"));
      assertThat(candidates).filteredOn(selection::matches).isNotEmpty().allMatch(candidate -> woken(selection, candidate));
    }
  }

  private static boolean woken(Selection selection, HasMetadata changed) {
    return ObjectKey.of(KIND, changed).anyMatch(selection.awaited()::equals);
  }

  private static Selection selection(Selector selector, HasMetadata resource) {
    return new Selection(KIND, Optional.of("shop"), selector, resource);
  }

  private static ConfigMap object(String name, Map<String, String> labels, String owner) {
    return new ConfigMapBuilder()
        .withNewMetadata().withName(name).withNamespace("shop").withLabels(labels)
        .addNewOwnerReference().withUid(owner).withController(true).endOwnerReference().endMetadata()
        .build();
  }
}
