package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Statements about text search. */
final class TextSearchSql {
  private TextSearchSql() {}

  static Step create(Item.Dictionary dictionary) {
    var words = Stream.concat(Stream.of("TEMPLATE = " + dictionary.template()), dictionary.options().stream()).toList();
    return Step.of("CREATE TEXT SEARCH DICTIONARY " + dictionary.id().qualified() + " (" + String.join(", ", words) + ")");
  }

  /** An option without a value is taken away. */
  static Step alter(Item.Dictionary from, Item.Dictionary to) {
    var names = to.options().stream().map(TextSearchSql::name).toList();
    var gone = from.options().stream().map(TextSearchSql::name).filter(name -> !names.contains(name));
    return Step.of("ALTER TEXT SEARCH DICTIONARY " + to.id().qualified() + " (" + String.join(", ", Stream.concat(gone, to.options().stream()).toList()) + ")");
  }

  private static String name(String option) {
    return option.substring(0, option.indexOf(" = "));
  }

  static List<Step> create(Item.Configuration configuration) {
    var steps = new ArrayList<Step>();
    steps.add(Step.of("CREATE TEXT SEARCH CONFIGURATION " + configuration.id().qualified() + " (PARSER = " + configuration.parser() + ")"));
    steps.addAll(mappings(configuration, "ADD", configuration.mappings()));
    return steps;
  }

  static List<Step> alter(Item.Configuration from, Item.Configuration to) {
    var steps = new ArrayList<Step>();
    var gone = from.mappings().keySet().stream().filter(token -> !to.mappings().containsKey(token)).toList();
    if (!gone.isEmpty()) {
      steps.add(Step.of(name(to) + " DROP MAPPING FOR " + String.join(", ", gone)));
    }
    var changed = new TreeMap<>(to.mappings());
    changed.entrySet().removeIf(mapping -> mapping.getValue().equals(from.mappings().getOrDefault(mapping.getKey(), mapping.getValue())));
    steps.addAll(mappings(to, "ALTER", changed));
    var added = new TreeMap<>(to.mappings());
    added.keySet().removeAll(from.mappings().keySet());
    steps.addAll(mappings(to, "ADD", added));
    return steps;
  }

  private static String name(Item.Configuration configuration) {
    return "ALTER TEXT SEARCH CONFIGURATION " + configuration.id().qualified();
  }

  /** Tokens for which the same dictionaries are asked, together. */
  private static List<Step> mappings(Item.Configuration configuration, String verb, SortedMap<String, String> mappings) {
    return mappings.values().stream().distinct().sorted()
        .map(dictionaries -> Step.of(
            name(configuration) + " " + verb + " MAPPING FOR "
                + String.join(", ", mappings.entrySet().stream().filter(mapping -> mapping.getValue().equals(dictionaries)).map(Map.Entry::getKey).toList())
                + " WITH " + dictionaries))
        .toList();
  }
}
