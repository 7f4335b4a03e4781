package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads the input of a pipeline step. Core checks nothing of it, so whatever isn't understood is refused here. */
final class Input {
  private static final String API_VERSION = "gate.fn.sluice.dev/v1beta1";
  private static final String KIND = "Gate";
  private static final String EXAMPLE = "write gates: [{after: [migration], hold: [{resource: app}]}]";

  private Input() {}

  /** @throws InputException that says where it is wrong and what to write */
  static List<Gate> read(Struct input) {
    var root = new Node("input", input.getFieldsMap());
    root.onlyHas("apiVersion", "kind", "metadata", "gates", "report");
    root.mustBe("apiVersion", API_VERSION);
    root.mustBe("kind", KIND);
    return root.list("gates", EXAMPLE, Input::gate);
  }

  /**
   * The field of the composite's status that gets to say what is waited for.
   *
   * @throws InputException as {@link #read}
   */
  static Optional<FieldPath> report(Struct input) {
    var root = new Node("input", input.getFieldsMap());
    if (!root.has("report")) {
      return Optional.empty();
    }
    var report = Node.of(root.at("report"), input.getFieldsOrThrow("report"));
    report.onlyHas("toFieldPath");
    var place = report.at("toFieldPath");
    var path = report.text("toFieldPath").map(text -> path(place, text)).filter(p -> p.names().size() > 1 && p.names().getFirst().equals("status"));
    return Optional.of(path.orElseThrow(() -> new InputException("%s must be a field of the composite's status; write status.waitingFor".formatted(place))));
  }

  private static Gate gate(String place, Value value) {
    var gate = Node.of(place, value);
    gate.onlyHas("after", "hold", "missing");
    var after = distinct(gate.at("after"), gate.list("after", "name the Migrations and Schemas that are waited for", Input::name));
    var hold = gate.list("hold", "name what is held: [{resource: app}]", Input::hold);
    distinct(gate.at("hold"), hold.stream().map(Gate.Hold::resource).toList());
    hold.stream().map(Gate.Hold::resource).filter(after::contains).findFirst().ifPresent(name -> {
      throw new InputException("%s: '%s' is both waited for and held, and would wait for itself; remove one of the two".formatted(place, name));
    });
    return new Gate(after, hold, gate.text("missing").map(text -> missing(gate.at("missing"), text)).orElse(Gate.Missing.Fail));
  }

  private static Gate.Hold hold(String place, Value value) {
    var hold = Node.of(place, value);
    hold.onlyHas("resource", "fields");
    var resource = hold.text("resource").filter(n -> !n.isBlank())
        .orElseThrow(() -> new InputException("%s is missing; name a resource of the composition".formatted(hold.at("resource"))));
    var fields = hold.has("fields") ? Optional.of(distinct(hold.at("fields"), hold.listOrNone("fields", Input::field))) : Optional.<List<FieldPath>>empty();
    return new Gate.Hold(resource, fields);
  }

  private static String name(String place, Value value) {
    if (!value.hasStringValue() || value.getStringValue().isBlank()) {
      throw new InputException("%s is %s; write the name of a resource of the composition".formatted(place, word(value)));
    }
    return value.getStringValue();
  }

  private static FieldPath field(String place, Value value) {
    if (!value.hasStringValue()) {
      throw new InputException("%s is %s; write a path such as spec.template".formatted(place, word(value)));
    }
    var path = path(place, value.getStringValue());
    if (Set.of("apiVersion", "kind", "status").contains(path.names().getFirst())) {
      throw new InputException("%s: '%s' can't be held; only spec, metadata's labels and annotations and the like can".formatted(place, path));
    }
    return path;
  }

  private static FieldPath path(String place, String text) {
    try {
      return FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InputException(place + ": " + e.getMessage());
    }
  }

  private static Gate.Missing missing(String place, String text) {
    return Arrays.stream(Gate.Missing.values()).filter(m -> m.name().equals(text)).findFirst()
        .orElseThrow(() -> new InputException("%s is '%s'; write Fail or Hold".formatted(place, text)));
  }

  private static <T> List<T> distinct(String place, List<T> all) {
    var seen = new HashSet<T>();
    all.stream().filter(one -> !seen.add(one)).findFirst().ifPresent(twice -> {
      throw new InputException("%s has '%s' twice; keep one".formatted(place, twice));
    });
    return all;
  }

  private static String word(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> "a map";
      case LIST_VALUE -> "a list";
      case STRING_VALUE -> "'" + value.getStringValue() + "'";
      case NUMBER_VALUE -> "a number";
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> "nothing";
    };
  }

  /** A map of the input, and where it stands. */
  private record Node(String place, Map<String, Value> fields) {
    static Node of(String place, Value value) {
      if (!value.hasStructValue()) {
        throw new InputException("%s is %s where a map is expected".formatted(place, word(value)));
      }
      return new Node(place, value.getStructValue().getFieldsMap());
    }

    String at(String field) {
      return place + "." + field;
    }

    boolean has(String field) {
      return fields.containsKey(field) && !fields.get(field).hasNullValue();
    }

    void onlyHas(String... known) {
      var unknown = new TreeSet<>(fields.keySet());
      unknown.removeAll(Set.of(known));
      if (!unknown.isEmpty()) {
        throw new InputException("%s is not known; %s has %s".formatted(at(unknown.first()), place, Arrays.stream(known).collect(Collectors.joining(", "))));
      }
    }

    void mustBe(String field, String expected) {
      if (text(field).filter(expected::equals).isEmpty()) {
        throw new InputException("%s must be %s".formatted(at(field), expected));
      }
    }

    Optional<String> text(String field) {
      if (!has(field)) {
        return Optional.empty();
      }
      if (!fields.get(field).hasStringValue()) {
        throw new InputException("%s is %s where a text is expected".formatted(at(field), word(fields.get(field))));
      }
      return Optional.of(fields.get(field).getStringValue());
    }

    <T> List<T> list(String field, String remedy, BiFunction<String, Value, T> read) {
      var all = has(field) ? listOrNone(field, read) : List.<T>of();
      if (all.isEmpty()) {
        throw new InputException("%s is missing or empty; %s".formatted(at(field), remedy));
      }
      return all;
    }

    <T> List<T> listOrNone(String field, BiFunction<String, Value, T> read) {
      if (!fields.get(field).hasListValue()) {
        throw new InputException("%s is %s where a list is expected".formatted(at(field), word(fields.get(field))));
      }
      var values = fields.get(field).getListValue().getValuesList();
      var all = new ArrayList<T>();
      for (var i = 0; i < values.size(); i++) {
        all.add(read.apply("%s[%d]".formatted(at(field), i), values.get(i)));
      }
      return all;
    }
  }
}
