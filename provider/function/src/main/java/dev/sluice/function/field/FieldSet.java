package dev.sluice.function.field;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A set of fields as the API server writes it (FieldsV1): a map from {@code f:<name>} for a field, {@code k:<JSON>} for the item
 * of a list that has these keys, {@code v:<JSON>} for a value in a set, {@code i:<index>}, to the set below it; {@code .} for
 * the thing itself.
 */
record FieldSet(Struct fields) {

  boolean isLeaf() {
    return fields.getFieldsCount() == 0;
  }

  boolean hasParts() {
    return fields.getFieldsMap().keySet().stream().anyMatch(k -> !k.equals("."));
  }

  Optional<FieldSet> below(String key) {
    return Optional.ofNullable(fields.getFieldsMap().get(key)).map(v -> new FieldSet(v.getStructValue()));
  }

  Optional<FieldSet> field(String name) {
    return below("f:" + name);
  }

  void eachField(BiConsumer<String, FieldSet> action) {
    fields.getFieldsMap().forEach(
        (key, value) -> {
          if (key.startsWith("f:")) {
            action.accept(key.substring(2), new FieldSet(value.getStructValue()));
          }
        });
  }

  /** The key under which this set has an item of a list; empty where it hasn't. */
  Optional<String> keyOf(Value item, int index) {
    return fields.getFieldsMap().keySet().stream().filter(key -> names(key, item, index)).findFirst();
  }

  private static boolean names(String key, Value item, int index) {
    return switch (key.length() < 2 ? "" : key.substring(0, 2)) {
      case "k:" -> item.hasStructValue() && hasAll(item.getStructValue().getFieldsMap(), json(key).getStructValue().getFieldsMap());
      case "v:" -> json(key).equals(item);
      case "i:" -> key.substring(2).equals(Integer.toString(index));
      default -> false;
    };
  }

  private static boolean hasAll(Map<String, Value> item, Map<String, Value> keys) {
    return item.entrySet().containsAll(keys.entrySet());
  }

  private static Value json(String key) {
    var value = Value.newBuilder();
    try {
      JsonFormat.parser().merge(key.substring(2), value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("managedFields hold '%s', which is no key of an item".formatted(key), e);
    }
    return value.build();
  }
}
