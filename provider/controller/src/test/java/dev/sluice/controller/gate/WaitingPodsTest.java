package dev.sluice.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of the pods that pass by. */
class WaitingPodsTest {
  private final List<String> changed = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();

  @Test
  void ofAllPodsThoseThatWaitAreKept() {
    var store = store(Variant.SCHEDULING);
    IntStream.range(0, 5000).forEach(n -> store.learn(n % 100 == 0 ? gated("p" + n) : plain("p" + n)));

    assertThat(store.size()).isEqualTo(50);
    assertThat(store.keySet()).hasSize(50).contains("shop/p100");
    assertThat(store.isFullState()).isFalse();
    assertThat(changed).hasSize(50);
  }

  @Test
  void onlyWhatIsNeededIsKept() {
    var store = store(Variant.SCHEDULING);
    store.learn(gated("p"));

    var kept = store.get("shop/p");
    assertThat(kept.getMetadata().getUid()).isEqualTo("uid-p");
    assertThat(kept.getMetadata().getAnnotations()).containsOnlyKeys("sluice.dev/requires");
    assertThat(kept.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(kept.getMetadata().getManagedFields()).isEmpty();
    assertThat(kept.getSpec().getContainers()).isEmpty();
    assertThat(kept.getSpec().getSchedulingGates()).extracting(g -> g.getName()).containsExactly("example.org/quota", "sluice.dev/migrated");
  }

  @Test
  void oneThatDoesNotWaitAnyMoreGoes() {
    var store = store(Variant.SCHEDULING);
    store.learn(gated("lifted"));
    store.learn(gated("deleted"));
    store.learn(gated("removed"));

    store.learn(plain("lifted"));
    store.learn(new PodBuilder(gated("deleted")).editMetadata().withDeletionTimestamp("2026-11-23T10:00:00Z").endMetadata().build());
    store.remove("shop/removed");
    store.remove("shop/unknown");

    assertThat(store.size()).isZero();
    assertThat(gone).containsExactly("lifted", "deleted", "removed");
  }

  @Test
  void anotherOneOfTheSameNameIsAnother() {
    var store = store(Variant.SCHEDULING);
    store.learn(gated("p"));
    var first = store.find("shop", "p").orElseThrow();
    store.learn(new PodBuilder(gated("p")).editMetadata().withUid("other").endMetadata().build());

    assertThat(gone).containsExactly("p");
    store.forget(first);
    assertThat(store.find("shop", "p")).map(Waiter::uid).hasValue("other");
  }

  @Test
  void aReadinessGateIsKeptUntilItIsTrueAndBeyondThatWhereThePolicySaysSo() {
    var store = store(Variant.READINESS);
    store.learn(ready("once", "False", Map.of()));
    store.learn(ready("follow", "True", Map.of("sluice.dev/readiness-policy", "Follow")));
    store.learn(ready("done", "True", Map.of()));
    store.learn(gated("other"));
    assertThat(store.keySet()).containsExactlyInAnyOrder("shop/once", "shop/follow");

    store.learn(ready("once", "True", Map.of()));
    assertThat(store.keySet()).containsExactly("shop/follow");
  }

  private WaitingPods store(Variant variant) {
    return new WaitingPods(variant, w -> changed.add(w.ref().name()), w -> gone.add(w.ref().name()), pod -> {});
  }

  private static Pod plain(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-" + name)
        .withLabels(Map.of("app", "orders"))
        .withAnnotations(Map.of("sluice.dev/requires", "orders>=3", "example.org/large", "x".repeat(1000)))
        .addNewManagedField()
        .withManager("kubelet")
        .endManagedField()
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod gated(String name) {
    return new PodBuilder(plain(name)).editSpec().addNewSchedulingGate("example.org/quota").addNewSchedulingGate("sluice.dev/migrated").endSpec().build();
  }

  private static Pod ready(String name, String status, Map<String, String> annotations) {
    return new PodBuilder(plain(name))
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .editSpec()
        .addNewReadinessGate("sluice.dev/migrated")
        .endSpec()
        .withNewStatus()
        .withConditions(new PodConditionBuilder().withType("sluice.dev/migrated").withStatus(status).build())
        .endStatus()
        .build();
  }
}
