package dev.sluice.function.field;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Optional;

/**
 * Whether an object has all that is wanted of it. It may have more: defaults, and what others added to it.
 */
public final class Comparison {
  /** What the items of lists are told apart by. */
  private static final String NAME = "name";

  private Comparison() {}

  /** The path of the first wanted field that the object lacks or has otherwise; empty where there is none. */
  public static Optional<String> lacking(Struct wanted, Struct found, String path) {
    return wanted.getFieldsMap().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(e -> lacking(e.getValue(), Optional.ofNullable(found.getFieldsMap().get(e.getKey())), path + "." + e.getKey()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> lacking(Value wanted, Optional<Value> found, String path) {
    if (isNothing(wanted) && found.isEmpty()) {
      return Optional.empty();
    }
    if (found.isEmpty() || wanted.getKindCase() != found.get().getKindCase()) {
      return Optional.of(path);
    }
    return switch (wanted.getKindCase()) {
      case STRUCT_VALUE -> lacking(wanted.getStructValue(), found.get().getStructValue(), path);
      case LIST_VALUE -> lacking(wanted.getListValue(), found.get().getListValue(), path);
      default -> wanted.equals(found.get()) ? Optional.empty() : Optional.of(path);
    };
  }

  private static Optional<String> lacking(ListValue wanted, ListValue found, String path) {
    var items = found.getValuesList();
    if (!wanted.getValuesList().stream().allMatch(v -> name(v).isPresent())) {
      return wanted.getValuesCount() == found.getValuesCount() ? pairwise(wanted.getValuesList(), items, path) : Optional.of(path);
    }
    return wanted.getValuesList().stream()
        .map(item -> lacking(item, items.stream().filter(i -> name(i).equals(name(item))).findFirst(), "%s[%s]".formatted(path, name(item).orElseThrow())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> pairwise(List<Value> wanted, List<Value> found, String path) {
    for (var i = 0; i < wanted.size(); i++) {
      var lacking = lacking(wanted.get(i), Optional.of(found.get(i)), "%s[%d]".formatted(path, i));
      if (lacking.isPresent()) {
        return lacking;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> name(Value item) {
    return item.hasStructValue() ? FieldPath.of(NAME).text(item.getStructValue()) : Optional.empty();
  }

  /** What applying wouldn't leave a trace of. */
  private static boolean isNothing(Value value) {
    return value.hasNullValue()
        || value.hasStructValue() && value.getStructValue().getFieldsMap().values().stream().allMatch(Comparison::isNothing)
        || value.hasListValue() && value.getListValue().getValuesCount() == 0;
  }
}
