package dev.sluice.function.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.proto.Ready;
import dev.sluice.function.proto.Resource;
import dev.sluice.function.proto.RunFunctionRequest;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the resources look like: what isn't held passes, what exists stays, and nothing is made up. */
class HoldingPropertiesTest {
  private static final String MANAGER = "apiextensions.crossplane.io/composed/099460eacf886af226b5a2d3452497ec721d0f5f12baf09bbde6d23d7583193d";
  private static final FieldPath HELD = FieldPath.of("spec", "template");
  private static final FieldPath MANAGED_FIELDS = FieldPath.of("metadata", "managedFields");

  @Property(tries = 500)
  void nothingButHeldFieldsDiffers(@ForAll("objects") Struct desired, @ForAll("objects") Struct observed, @ForAll("objects") Struct other, @ForAll boolean managed) {
    var request = request(deployment(desired), managed ? withManagedFields(deployment(observed)) : deployment(observed), deployment(other));

    var answer = new GateFunction().run(request).getDesired().getResourcesMap();

    assertThat(answer.keySet()).isEqualTo(request.getDesired().getResourcesMap().keySet());
    assertThat(answer.get("other")).isEqualTo(request.getDesired().getResourcesOrThrow("other"));
    assertThat(answer.get("migration")).isEqualTo(request.getDesired().getResourcesOrThrow("migration"));
    assertThat(answer.get("app").getReady()).isEqualTo(Ready.READY_FALSE);
    assertThat(HELD.remove(answer.get("app").getResource())).isEqualTo(HELD.remove(deployment(desired)));
  }

  @Property(tries = 500)
  void whatIsHeldIsTheClustersOwn(@ForAll("objects") Struct desired, @ForAll("objects") Struct observed, @ForAll boolean managed) {
    var request = request(deployment(desired), managed ? withManagedFields(deployment(observed)) : deployment(observed), deployment(desired));

    var held = HELD.in(new GateFunction().run(request).getDesired().getResourcesOrThrow("app").getResource());

    held.ifPresent(value -> assertThat(isPartOf(value, HELD.in(deployment(observed)).orElseThrow())).as("%s of %s", value, observed).isTrue());
  }

  @Property(tries = 200)
  void whatIsAllOurOwnIsHeldWhole(@ForAll("objects") Struct desired, @ForAll("objects") Struct observed) {
    var request = request(deployment(desired), withAllManaged(deployment(observed)), deployment(desired));

    var held = HELD.in(new GateFunction().run(request).getDesired().getResourcesOrThrow("app").getResource());

    assertThat(held).isEqualTo(HELD.in(deployment(observed)));
  }

  private static boolean isPartOf(Value part, Value whole) {
    return switch (part.getKindCase()) {
      case STRUCT_VALUE -> whole.hasStructValue()
          && part.getStructValue().getFieldsMap().entrySet().stream()
              .allMatch(e -> whole.getStructValue().containsFields(e.getKey()) && isPartOf(e.getValue(), whole.getStructValue().getFieldsOrThrow(e.getKey())));
      case LIST_VALUE -> whole.hasListValue()
          && part.getListValue().getValuesList().stream().allMatch(p -> whole.getListValue().getValuesList().stream().anyMatch(w -> isPartOf(p, w)));
      default -> part.equals(whole);
    };
  }

  private static RunFunctionRequest request(Struct desired, Struct observed, Struct other) {
    var request = Fixture.scene("release").toBuilder();
    request.getObservedBuilder().putResources("app", resource(observed)).putResources("other", resource(other)).removeResources("migration");
    request.getDesiredBuilder().putResources("app", resource(desired)).putResources("other", resource(other));
    return request.build();
  }

  private static Resource resource(Struct object) {
    return Resource.newBuilder().setResource(object).build();
  }

  private static Struct deployment(Struct spec) {
    var object = spec.containsFields("template") ? spec : spec.toBuilder().putFields("template", Value.newBuilder().setNumberValue(1).build()).build();
    return Struct.newBuilder().putFields("apiVersion", text("apps/v1")).putFields("kind", text("Deployment")).putFields("spec", Value.newBuilder().setStructValue(object).build()).build();
  }

  /** Every second field is the composite's. */
  private static Struct withManagedFields(Struct object) {
    return withManaged(object, half(object.getFieldsOrThrow("spec"), new int[1]));
  }

  private static Struct withAllManaged(Struct object) {
    return withManaged(object, struct(Map.of("f:template", struct(Map.of()))));
  }

  private static Struct withManaged(Struct object, Value spec) {
    var entry = Map.of("manager", text(MANAGER), "operation", text("Apply"), "apiVersion", text("apps/v1"), "fieldsV1", struct(Map.of("f:spec", spec)));
    return MANAGED_FIELDS.put(object, Value.newBuilder().setListValue(ListValue.newBuilder().addValues(struct(entry))).build());
  }

  private static Value half(Value value, int[] count) {
    var fields = new HashMap<String, Value>();
    value.getStructValue().getFieldsMap().forEach((name, inner) -> {
      if (count[0]++ % 2 == 0) {
        fields.put("f:" + name, half(inner, count));
      }
    });
    return struct(fields);
  }

  @Provide
  Arbitrary<Struct> objects() {
    return maps(3).map(Value::getStructValue);
  }

  private static Arbitrary<Value> maps(int depth) {
    var names = Arbitraries.of("template", "a", "b", "name", "example.org/c");
    return Arbitraries.maps(names, values(depth)).ofMaxSize(4).map(HoldingPropertiesTest::struct);
  }

  private static Arbitrary<Value> values(int depth) {
    var scalars =
        Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofMaxLength(3).map(HoldingPropertiesTest::text),
            Arbitraries.doubles().between(-1e9, 1e18).map(d -> Value.newBuilder().setNumberValue(d).build()),
            Arbitraries.of(true, false).map(b -> Value.newBuilder().setBoolValue(b).build()));
    if (depth == 0) {
      return scalars;
    }
    var lists = values(depth - 1).list().ofMaxSize(3).map(all -> Value.newBuilder().setListValue(ListValue.newBuilder().addAllValues(all)).build());
    return Arbitraries.lazyOf(() -> scalars, () -> maps(depth - 1), () -> lists);
  }

  private static Value struct(Map<String, Value> fields) {
    return Value.newBuilder().setStructValue(Struct.newBuilder().putAllFields(fields)).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
