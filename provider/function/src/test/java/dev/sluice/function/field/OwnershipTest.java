package dev.sluice.function.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final String FAMILY = "example.org/composed/";
  private static final String MANAGER = FAMILY + "1";
  private static final FieldPath SPEC = FieldPath.of("spec");

  private static String owned(String spec, String mine, String... others) {
    var fields = new StringBuilder(entry(MANAGER, "Apply", mine));
    for (var other : others) {
      fields.append(", ").append(entry("other", "Update", other));
    }
    var object = Yaml.object("{apiVersion: v1, metadata: {managedFields: [%s]}, spec: %s}".formatted(fields, spec));
    return Ownership.of(object, MANAGER, FAMILY).orElseThrow().at(SPEC, object).map(v -> v.getStructValue()).map(Object::toString).orElse("nothing");
  }

  private static String entry(String manager, String operation, String spec) {
    return "{manager: %s, operation: %s, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: %s}".formatted(manager, operation, spec.isEmpty() ? "{}" : "{f:spec: " + spec + "}");
  }

  private static String struct(String yaml) {
    return Yaml.object(yaml).toString();
  }

  @Test
  void onlyOwnFieldsAreKept() {
    assertThat(owned("{a: 1, b: {c: 2, d: 3}}", "{f:b: {f:d: {}}}")).isEqualTo(struct("{b: {d: 3}}"));
  }

  @Test
  void aFieldThatIsGoneIsNotMadeUp() {
    assertThat(owned("{a: 1}", "{f:a: {}, f:b: {f:c: {}}}")).isEqualTo(struct("{a: 1}"));
  }

  @Test
  void whoOwnsNothingKeepsNothing() {
    assertThat(owned("{a: 1}", "")).isEqualTo("nothing");
  }

  @Test
  void anAtomicValueIsOneWhole() {
    assertThat(owned("{selector: {a: 1, b: 2}, args: [x, y]}", "{f:selector: {}, f:args: {}}")).isEqualTo(struct("{selector: {a: 1, b: 2}, args: [x, y]}"));
  }

  @Test
  void anEmptyMapThatOthersFillStaysEmpty() {
    assertThat(owned("{volume: {emptyDir: {medium: Memory}}}", "{f:volume: {f:emptyDir: {}}}", "{f:volume: {f:emptyDir: {f:medium: {}}}}"))
        .isEqualTo(struct("{volume: {emptyDir: {}}}"));
  }

  @Test
  void itemsOfAListAreToldApartByAllTheirKeys() {
    assertThat(
            owned(
                "{ports: [{port: 53, protocol: TCP, name: a}, {port: 53, protocol: UDP, name: b}]}",
                "{f:ports: {'k:{\"port\":53,\"protocol\":\"UDP\"}': {.: {}, f:port: {}, f:protocol: {}}}}"))
        .isEqualTo(struct("{ports: [{port: 53, protocol: UDP}]}"));
  }

  @Test
  void itemsKeepTheOrderOfTheCluster() {
    assertThat(owned("{c: [{name: b}, {name: x}, {name: a}]}", "{f:c: {'k:{\"name\":\"a\"}': {f:name: {}}, 'k:{\"name\":\"b\"}': {f:name: {}}}}"))
        .isEqualTo(struct("{c: [{name: b}, {name: a}]}"));
  }

  @Test
  void ofASetOnlyOwnValuesAreKept() {
    assertThat(owned("{finalizers: [a, b, 3, true]}", "{f:finalizers: {'v:\"b\"': {}, 'v:3': {}, 'v:true': {}}}")).isEqualTo(struct("{finalizers: [b, 3, true]}"));
  }

  @Test
  void itemsMayBeNamedByTheirPlace() {
    assertThat(owned("{list: [{a: 1, b: 2}, {a: 3, b: 4}]}", "{f:list: {'i:1': {f:a: {}}}}")).isEqualTo(struct("{list: [{a: 3}]}"));
  }

  @Test
  void namesWithSpecialCharactersAreNames() {
    assertThat(owned("{annotations: {example.org/a: x, 'b:c': y}}", "{f:annotations: {f:example.org/a: {}, 'f:b:c': {}}}"))
        .isEqualTo(struct("{annotations: {example.org/a: x, 'b:c': y}}"));
  }

  @Test
  void anotherVersionOrManagerSaysNothing() {
    assertThat(of("{manager: %s, operation: Apply, apiVersion: v2, fieldsV1: {f:spec: {}}}".formatted(MANAGER))).isFalse();
    assertThat(of("{manager: %s, operation: Update, apiVersion: v1, fieldsV1: {f:spec: {}}}".formatted(MANAGER))).isFalse();
    assertThat(of("{manager: %s, operation: Apply, apiVersion: v1, subresource: status, fieldsV1: {f:spec: {}}}".formatted(MANAGER))).isFalse();
    assertThat(of("{manager: kubectl, operation: Apply, apiVersion: v1, fieldsV1: {f:spec: {}}}")).isFalse();
  }

  @Test
  void oneOfTheFamilyCountsUnlessThereAreTwo() {
    var one = "{manager: %s2, operation: Apply, apiVersion: v1, fieldsV1: {f:spec: {}}}".formatted(FAMILY);
    var two = "{manager: %s3, operation: Apply, apiVersion: v1, fieldsV1: {f:spec: {}}}".formatted(FAMILY);
    var own = "{manager: %s, operation: Apply, apiVersion: v1, fieldsV1: {f:spec: {}}}".formatted(MANAGER);

    assertThat(of(one)).isTrue();
    assertThat(of(one, two)).isFalse();
    assertThat(of(one, two, own)).isTrue();
  }

  private static boolean of(String... entries) {
    var object = Yaml.object("{apiVersion: v1, metadata: {managedFields: [%s]}, spec: {a: 1}}".formatted(String.join(", ", entries)));
    return Ownership.of(object, MANAGER, FAMILY).isPresent();
  }

  @Test
  void damagedManagedFieldsAreNamed() {
    assertThatThrownBy(() -> owned("{c: [{name: b}]}", "{f:c: {'k:{name': {}}}")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("k:{name");
  }
}
