package dev.sluice.controller.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.database.Database;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
  @ParameterizedTest
  @ValueSource(strings = {"crossplane.io/external-create-pending", "crossplane.io/external-create-succeeded", "crossplane.io/external-create-failed"})
  void ourOwnRecordOfACreationDoesNotMatter(String annotation) {
    assertThat(matters(meta -> meta.addToAnnotations(annotation, "2026-01-01T00:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crossplane.io/external-name", "crossplane.io/paused", "sluice.dev/retry", "somebody/else"})
  void otherAnnotationsMatter(String annotation) {
    assertThat(matters(meta -> meta.addToAnnotations(annotation, "new"))).isTrue();
    assertThat(matters(meta -> meta.withAnnotations(Map.of(annotation, "new")))).isTrue();
  }

  @Test
  void whatPeopleChangeMatters() {
    assertThat(matters(meta -> meta.withGeneration(2L))).isTrue();
    assertThat(matters(meta -> meta.addToLabels("team", "shop"))).isTrue();
    assertThat(matters(meta -> meta.addToFinalizers("somebody/else"))).isTrue();
    assertThat(matters(meta -> meta.withDeletionTimestamp("2026-01-01T00:00:00Z"))).isTrue();
    assertThat(matters(meta -> meta.withUid("another"))).isTrue();
  }

  @Test
  void anotherStatusAloneDoesNot() {
    assertThat(matters(meta -> meta.withResourceVersion("2"))).isFalse();
  }

  private static boolean matters(UnaryOperator<ObjectMetaBuilder> change) {
    return Changes.matter(with(change.apply(before())), with(before()));
  }

  private static ObjectMetaBuilder before() {
    return new ObjectMetaBuilder().withName("a").withUid("one").withGeneration(1L).withResourceVersion("1");
  }

  private static Database with(ObjectMetaBuilder meta) {
    var database = new Database();
    database.setMetadata(meta.build());
    return database;
  }
}
