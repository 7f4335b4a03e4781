package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Options, which the catalogs keep as {@code name=value}. */
final class Options {
  private Options() {}

  private static String name(String option) {
    return option.substring(0, option.indexOf('='));
  }

  private static String value(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  /** Storage parameters, in parentheses. */
  static String storage(List<String> options) {
    return options.stream().map(option -> storageName(name(option)) + " = " + Quoting.literal(value(option))).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String storageName(String name) {
    return name.startsWith("toast.") ? "toast." + Quoting.identifier(name.substring(6)) : Quoting.identifier(name);
  }

  /** The words of ALTER that lead from some storage parameters to others. */
  static List<String> storageChange(List<String> from, List<String> to) {
    var set = new ArrayList<>(to);
    set.removeAll(from);
    var names = to.stream().map(Options::name).toList();
    var gone = from.stream().map(Options::name).filter(name -> !names.contains(name)).map(Options::storageName).toList();
    var words = new ArrayList<String>();
    if (!set.isEmpty()) {
      words.add("SET " + storage(set));
    }
    if (!gone.isEmpty()) {
      words.add("RESET (" + String.join(", ", gone) + ")");
    }
    return words;
  }

  /** Options of a foreign object, with a blank before; nothing where there are none. */
  static String foreign(List<String> options) {
    return options.isEmpty()
        ? ""
        : options.stream().map(option -> Quoting.identifier(name(option)) + " " + Quoting.literal(value(option))).collect(Collectors.joining(", ", " OPTIONS (", ")"));
  }

  static String foreignChange(List<String> from, List<String> to) {
    var before = byName(from);
    var after = byName(to);
    var words = new ArrayList<String>();
    after.forEach((name, value) -> {
      if (!value.equals(before.get(name))) {
        words.add((before.containsKey(name) ? "SET " : "ADD ") + Quoting.identifier(name) + " " + Quoting.literal(value));
      }
    });
    before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(name -> words.add("DROP " + Quoting.identifier(name)));
    return "OPTIONS (" + String.join(", ", words.stream().sorted().toList()) + ")";
  }

  private static Map<String, String> byName(List<String> options) {
    var map = new HashMap<String, String>();
    options.forEach(option -> map.put(name(option), value(option)));
    return map;
  }
}
