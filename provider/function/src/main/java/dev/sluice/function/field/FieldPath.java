package dev.sluice.function.field;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a field stands in an object: {@code spec.template}, or {@code metadata.annotations[example.org/owner]} for names with
 * dots in them. It goes through maps only; an item of a list has no lasting place.
 *
 * @param names from the root on, at least one
 */
public record FieldPath(List<String> names) {
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a field path needs a name in every place");
    }
  }

  public static FieldPath of(String... names) {
    return new FieldPath(List.of(names));
  }

  /** @throws IllegalArgumentException that quotes the text and says what is wrong with it */
  public static FieldPath parse(String text) {
    var names = new ArrayList<String>();
    var rest = text;
    while (!rest.isEmpty()) {
      var bracketed = rest.startsWith("[");
      var end = bracketed ? rest.indexOf(']') : nameEnd(rest);
      var name = end < 0 ? "" : rest.substring(bracketed ? 1 : 0, end);
      rest = end < 0 ? "" : rest.substring(bracketed ? end + 1 : end);
      if (name.isEmpty() || !rest.isEmpty() && !rest.startsWith("[") && !rest.matches("\\.[^.\\[].*")) {
        throw new IllegalArgumentException("'%s' is no path to a field; write spec.template, or metadata.annotations[example.org/owner]".formatted(text));
      }
      if (bracketed && name.matches("\\d+|\\*")) {
        throw new IllegalArgumentException("'%s' names an item of a list, whose place may change; name the whole list".formatted(text));
      }
      names.add(name);
      rest = rest.startsWith(".") ? rest.substring(1) : rest;
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a path to a field is empty; write one such as spec.template");
    }
    return new FieldPath(names);
  }

  private static int nameEnd(String text) {
    var dot = text.indexOf('.');
    var bracket = text.indexOf('[');
    var end = dot < 0 ? bracket : bracket < 0 ? dot : Math.min(dot, bracket);
    return end < 0 ? text.length() : end;
  }

  public FieldPath with(String name) {
    return new FieldPath(Stream.concat(names.stream(), Stream.of(name)).toList());
  }

  /** What stands there; empty where nothing does, or null. */
  public Optional<Value> in(Struct object) {
    var value = Optional.of(Value.newBuilder().setStructValue(object).build());
    for (var name : names) {
      value = value.filter(Value::hasStructValue).map(v -> v.getStructValue().getFieldsMap().get(name));
    }
    return value.filter(v -> !v.hasNullValue());
  }

  public Optional<Struct> struct(Struct object) {
    return in(object).filter(Value::hasStructValue).map(Value::getStructValue);
  }

  public Optional<String> text(Struct object) {
    return in(object).filter(Value::hasStringValue).map(Value::getStringValue);
  }

  public Optional<Double> number(Struct object) {
    return in(object).filter(Value::hasNumberValue).map(Value::getNumberValue);
  }

  /** Empty where it is no list. */
  public List<Value> list(Struct object) {
    return in(object).filter(Value::hasListValue).map(v -> v.getListValue().getValuesList()).orElse(List.of());
  }

  /** The object with this value there, and with the maps on the way to it. */
  public Struct put(Struct object, Value value) {
    var name = names.getFirst();
    if (names.size() == 1) {
      return object.toBuilder().putFields(name, value).build();
    }
    var inner = rest().put(inner(object, name), value);
    return object.toBuilder().putFields(name, Value.newBuilder().setStructValue(inner).build()).build();
  }

  /** The object without what stands there; the maps on the way stay. */
  public Struct remove(Struct object) {
    if (in(object).isEmpty()) {
      return object;
    }
    var name = names.getFirst();
    if (names.size() == 1) {
      return object.toBuilder().removeFields(name).build();
    }
    return object.toBuilder().putFields(name, Value.newBuilder().setStructValue(rest().remove(inner(object, name))).build()).build();
  }

  private FieldPath rest() {
    return new FieldPath(names.subList(1, names.size()));
  }

  private static Struct inner(Struct object, String name) {
    return object.getFieldsOrDefault(name, Value.getDefaultInstance()).getStructValue();
  }

  @Override
  public String toString() {
    var text = names.stream().map(n -> n.contains(".") ? "[" + n + "]" : "." + n).collect(Collectors.joining());
    return text.startsWith(".") ? text.substring(1) : text;
  }
}
