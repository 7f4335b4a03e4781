package dev.sluice.function.field;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Optional;

/** What an object has of the fields that another one names: a guess at who owns what, where nothing says it. */
public final class Shape {
  /** What Kubernetes tells the items of lists in workloads apart by, the first that all items have. */
  private static final List<String> KEYS = List.of("name", "containerPort", "mountPath", "devicePath", "ip", "topologyKey", "key");

  private Shape() {}

  /** @param like whose fields count, its values don't */
  public static Value of(Value value, Value like) {
    if (value.hasStructValue() && like.hasStructValue()) {
      return Value.newBuilder().setStructValue(struct(value.getStructValue(), like.getStructValue())).build();
    }
    if (value.hasListValue() && like.hasListValue()) {
      return Value.newBuilder().setListValue(list(value.getListValue(), like.getListValue())).build();
    }
    return value;
  }

  private static Struct struct(Struct value, Struct like) {
    var kept = Struct.newBuilder();
    like.getFieldsMap().forEach(
        (name, inner) -> Optional.ofNullable(value.getFieldsMap().get(name)).ifPresent(v -> kept.putFields(name, of(v, inner))));
    return kept.build();
  }

  private static ListValue list(ListValue value, ListValue like) {
    var key = KEYS.stream().filter(k -> haveAll(value, k) && haveAll(like, k)).findFirst();
    if (key.isEmpty()) {
      return value;
    }
    var kept = ListValue.newBuilder();
    for (var item : value.getValuesList()) {
      like.getValuesList().stream().filter(l -> at(l, key.get()).equals(at(item, key.get()))).findFirst().ifPresent(l -> kept.addValues(of(item, l)));
    }
    return kept.build();
  }

  private static boolean haveAll(ListValue items, String key) {
    return items.getValuesList().stream().allMatch(i -> at(i, key).isPresent());
  }

  private static Optional<Value> at(Value item, String key) {
    return item.hasStructValue() ? FieldPath.of(key).in(item.getStructValue()) : Optional.empty();
  }
}
