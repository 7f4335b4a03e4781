package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compositions.Platform;
import dev.sluice.compositions.PlatformExtension;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server refuses of a bundle, with which words, and that the corrected one passes: before anything is composed. */
@ExtendWith(PlatformExtension.class)
class DefinitionsIT {
  private static final String FILES = "migrations: {inline: {V1__a.sql: x}}";
  private static final String IMAGE = "image: a:1, ";

  private static Judge judge;

  @BeforeAll
  static void start(Platform platform) {
    judge = Judge.of(platform);
  }

  /**
   * @param refused a spec that breaks one rule; {@code selector(...)} stands for the labels that choose a Composition
   * @param message what the API server must say of it
   * @param accepted the same, mended as the message says
   */
  record Row(String refused, String message, String accepted) {}

  static Stream<Row> rows() {
    var one = "exactly one of httpGet and tcpSocket";
    return Stream.of(
        new Row(IMAGE + "migrations: {}", "migrations has no files: give configMapRefs or inline", IMAGE + FILES),
        new Row(FILES, "image: Required value", IMAGE + FILES),
        new Row(IMAGE + FILES + ", replica: 2", ".spec.replica: field not declared", IMAGE + FILES + ", replicas: 2"),
        new Row(IMAGE + "migrations: {target: v3, inline: {V1__a.sql: x}}", "migrations.target", IMAGE + "migrations: {target: '3', inline: {V1__a.sql: x}}"),
        new Row(IMAGE + "migrations: {deadline: 2h, inline: {V1__a.sql: x}}", "supported values: \"10m\", \"1h\", \"6h\", \"24h\"", IMAGE + "migrations: {deadline: 6h, inline: {V1__a.sql: x}}"),
        new Row(IMAGE + FILES + ", env: [{name: DATABASE_URL, value: x}]", "are set by the bundle; remove them", IMAGE + FILES + ", env: [{name: LEVEL, value: x}]"),
        new Row(IMAGE + FILES + ", env: [{name: A, value: x}, {name: A, value: z}]", "duplicate", IMAGE + FILES + ", env: [{name: A, value: x}, {name: B, value: z}]"),
        new Row(IMAGE + FILES + ", readinessProbe: {httpGet: {path: /}, tcpSocket: {port: http}}", one, IMAGE + FILES + ", readinessProbe: {httpGet: {path: /}}"),
        new Row(IMAGE + FILES + ", readinessProbe: {periodSeconds: 5}", one, IMAGE + FILES + ", readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5}"),
        new Row(IMAGE + FILES + ", database: {size: huge}", "supported values: \"small\", \"medium\", \"large\"", IMAGE + FILES + ", database: {size: large}"),
        new Row(IMAGE + FILES + ", database: {engine: MySQL}", "PostgreSQL is what is composed by default; for MySQL let spec.", IMAGE + FILES + ", database: {engine: MySQL}, selector(mysql)"),
        new Row(IMAGE + FILES + ", selector(mysql)", "name different products", IMAGE + FILES + ", selector(postgresql)"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anAppBundleIsRefusedAndTheCorrectedOneTaken(Row row) {
    check(row, "AppBundle", "crossplane: {compositionSelector: {matchLabels: {platform.sluice.dev/engine: $1, platform.sluice.dev/server: existing}}}");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aClaimIsRefusedAndTheCorrectedOneTaken(Row row) {
    check(row, "AppBundleClaim", "compositionSelector: {matchLabels: {platform.sluice.dev/engine: $1, platform.sluice.dev/server: existing}}");
  }

  private static void check(Row row, String kind, String selector) {
    var answers = List.of(row.refused, row.accepted).stream()
        .map(spec -> "{apiVersion: platform.sluice.dev/v1alpha1, kind: %s, metadata: {name: a, namespace: %s}, spec: {%s}}"
            .formatted(kind, Judge.NAMESPACE, spec.replaceAll("selector\\((\\w+)\\)", selector)))
        .map(judge::apply)
        .toList();

    assertThat(answers.getFirst().succeeded()).isFalse();
    assertThat(answers.getFirst().stderr()).containsIgnoringCase(row.message);
    assertThat(answers.getLast().succeeded()).as(answers.getLast().stderr()).isTrue();
  }
}
