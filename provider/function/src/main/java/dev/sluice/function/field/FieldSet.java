package dev.sluice.function.field;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

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

  /** Of the items of a list that this set has, in no order. */
  List<Item> items() {
    return fields.getFieldsMap().entrySet().stream()
        .filter(e -> e.getKey().length() > 2)
        .map(e -> Item.of(e.getKey(), new FieldSet(e.getValue().getStructValue())))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * An item of a list.
   *
   * @param key as the set writes it
   * @param set what of the item
   */
  record Item(String key, BiPredicate<Value, Integer> isMeant, FieldSet set) {

    static Optional<Item> of(String key, FieldSet set) {
      return switch (key.substring(0, 2)) {
        case "k:" -> {
          var keys = json(key).getStructValue().getFieldsMap().entrySet();
          yield Optional.of(new Item(key, (item, _) -> item.hasStructValue() && item.getStructValue().getFieldsMap().entrySet().containsAll(keys), set));
        }
        case "v:" -> {
          var value = json(key);
          yield Optional.of(new Item(key, (item, _) -> item.equals(value), set));
        }
        case "i:" -> Optional.of(new Item(key, (_, index) -> key.substring(2).equals(index.toString()), set));
        default -> Optional.empty();
      };
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
}
