package dev.sluice.function.field;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which fields of an object one field manager has applied, and which are others'; from {@code metadata.managedFields}. */
public final class Ownership {
  private static final FieldPath MANAGED_FIELDS = FieldPath.of("metadata", "managedFields");
  private static final FieldPath API_VERSION = FieldPath.of("apiVersion");
  private static final FieldPath FIELDS = FieldPath.of("fieldsV1");

  private final FieldSet own;
  private final List<FieldSet> others;

  private Ownership(FieldSet own, List<FieldSet> others) {
    this.own = own;
    this.others = List.copyOf(others);
  }

  /**
   * @param manager its whole name
   * @param family what its name begins with whatever the version of Crossplane; taken where one alone is of that family
   * @return empty where managedFields don't say what this manager owns of the object in this API version
   */
  public static Optional<Ownership> of(Struct object, String manager, String family) {
    var entries =
        MANAGED_FIELDS.list(object).stream()
            .map(Value::getStructValue)
            .filter(e -> FieldPath.of("subresource").text(e).filter(s -> !s.isEmpty()).isEmpty())
            .toList();
    var applied = entries.stream().filter(e -> is(e, "operation", "Apply"::equals)).toList();
    var own = applied.stream().filter(e -> is(e, "manager", manager::equals)).toList();
    if (own.isEmpty()) {
      own = applied.stream().filter(e -> is(e, "manager", m -> m.startsWith(family))).toList();
    }
    if (own.size() != 1 || !API_VERSION.text(own.getFirst()).equals(API_VERSION.text(object))) {
      return Optional.empty();
    }
    var mine = own.getFirst();
    return fields(mine).map(set -> new Ownership(set, entries.stream().filter(e -> e != mine).map(Ownership::fields).flatMap(Optional::stream).toList()));
  }

  private static boolean is(Struct entry, String field, Predicate<String> test) {
    return FieldPath.of(field).text(entry).filter(test).isPresent();
  }

  private static Optional<FieldSet> fields(Struct entry) {
    return FIELDS.struct(entry).map(FieldSet::new);
  }

  /** What the manager owns of a field, with the values that the object has; empty where it owns nothing of it. */
  public Optional<Value> at(FieldPath path, Struct object) {
    var mine = Optional.of(own);
    var theirs = others;
    for (var name : path.names()) {
      mine = mine.flatMap(s -> s.field(name));
      theirs = below(theirs, "f:" + name);
    }
    var rest = theirs;
    return mine.flatMap(set -> path.in(object).flatMap(value -> owned(value, set, rest)));
  }

  /** All that the manager owns of the object. */
  public Struct all(Struct object) {
    return struct(object, own, others);
  }

  private static Optional<Value> owned(Value value, FieldSet mine, List<FieldSet> others) {
    if (value.hasNullValue()) {
      return Optional.empty();
    }
    if (isWhole(mine, others)) {
      return Optional.of(value);
    }
    return Optional.of(
        switch (value.getKindCase()) {
          case STRUCT_VALUE -> Value.newBuilder().setStructValue(struct(value.getStructValue(), mine, others)).build();
          case LIST_VALUE -> Value.newBuilder().setListValue(list(value.getListValue(), mine, others)).build();
          default -> value;
        });
  }

  /** A set without parts is an atomic value, or a map that was applied empty and that others may have filled. */
  private static boolean isWhole(FieldSet mine, List<FieldSet> others) {
    return mine.isLeaf() && others.stream().noneMatch(FieldSet::hasParts);
  }

  private static Struct struct(Struct value, FieldSet mine, List<FieldSet> others) {
    var kept = Struct.newBuilder();
    mine.eachField(
        (name, set) ->
            Optional.ofNullable(value.getFieldsMap().get(name))
                .flatMap(v -> owned(v, set, below(others, "f:" + name)))
                .ifPresent(v -> kept.putFields(name, v)));
    return kept.build();
  }

  private static ListValue list(ListValue value, FieldSet mine, List<FieldSet> others) {
    var kept = new ArrayList<Value>();
    var items = mine.items();
    for (var i = 0; i < value.getValuesCount(); i++) {
      var item = value.getValues(i);
      var index = i;
      items.stream()
          .filter(own -> own.isMeant().test(item, index))
          .findFirst()
          .flatMap(own -> owned(item, own.set(), below(others, own.key())))
          .ifPresent(kept::add);
    }
    return ListValue.newBuilder().addAllValues(kept).build();
  }

  private static List<FieldSet> below(List<FieldSet> sets, String key) {
    return sets.stream().map(s -> s.below(key)).flatMap(Optional::stream).toList();
  }
}
