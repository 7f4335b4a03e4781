package dev.sluice.function.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
  private static final Value NEW = Value.newBuilder().setStringValue("new").build();

  @ParameterizedTest
  @CsvSource({
    "spec, spec",
    "spec.template, spec|template",
    "metadata.annotations[example.org/owner], metadata|annotations|example.org/owner",
    "[a.b].c, a.b|c",
    "a[b][c].d, a|b|c|d"
  })
  void namesAreApartByDotsOrInBrackets(String text, String names) {
    var path = FieldPath.parse(text);

    assertThat(path.names()).containsExactly(names.split("\\|"));
    assertThat(FieldPath.parse(path.toString())).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "spec.", ".spec", "spec..template", "spec[", "spec[]", "spec]x[", "spec[a]b"})
  void whatIsNoPathIsRefused(String text) {
    assertThatThrownBy(() -> FieldPath.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("spec.template");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.containers[0]", "spec.containers[*].image"})
  void itemsOfListsAreRefused(String text) {
    assertThatThrownBy(() -> FieldPath.parse(text)).hasMessageContaining("name the whole list");
  }

  @Test
  void aValueIsPutThroughMapsThatAreMissing() {
    var path = FieldPath.parse("spec.template.name");

    assertThat(path.put(Yaml.object("{spec: {replicas: 2}}"), NEW)).isEqualTo(Yaml.object("{spec: {replicas: 2, template: {name: new}}}"));
    assertThat(path.put(Yaml.object("{spec: text}"), NEW)).isEqualTo(Yaml.object("{spec: {template: {name: new}}}"));
  }

  @Test
  void onlyWhatIsNamedIsRemoved() {
    var path = FieldPath.parse("spec.template");

    assertThat(path.remove(Yaml.object("{spec: {replicas: 2, template: {a: 1}}}"))).isEqualTo(Yaml.object("{spec: {replicas: 2}}"));
    assertThat(path.remove(Yaml.object("{spec: {template: 1}}"))).isEqualTo(Yaml.object("{spec: {}}"));
    assertThat(path.remove(Yaml.object("{other: 1}"))).isEqualTo(Yaml.object("{other: 1}"));
  }

  @Test
  void nullIsNothing() {
    assertThat(FieldPath.parse("spec").in(Yaml.object("{spec: null}"))).isEmpty();
    assertThat(FieldPath.parse("spec.a").in(Yaml.object("{spec: [a]}"))).isEmpty();
  }
}
