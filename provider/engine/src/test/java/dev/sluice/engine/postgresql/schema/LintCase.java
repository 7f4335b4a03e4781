package dev.sluice.engine.postgresql.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A structure with rows, a desired one, and what is found in the plan between them.
 *
 * @param settings words such as {@code online=false}, {@code maxRewriteBytes=0}, {@code schemas=public}, {@code since=18}, or a rule's severity
 * @param expected each as severity, rule, kind and path, then facts as {@code name=number} or {@code name>number}
 */
record LintCase(String name, Map<String, String> settings, String before, String desired, List<String> expected) {

  /** Cases of a file: their parts begin with comments. */
  static List<LintCase> all(String resource) {
    try (var in = LintCase.class.getResourceAsStream(resource)) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^-- case: ")).skip(1).map(LintCase::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LintCase of(String text) {
    var lines = new ArrayList<>(text.lines().toList());
    var name = lines.removeFirst();
    var settings = lines.stream().filter(line -> line.startsWith("-- with: ")).flatMap(line -> Arrays.stream(line.substring("-- with: ".length()).split(" ")))
        .collect(Collectors.toMap(word -> word.split("=")[0], word -> word.split("=")[1]));
    var expected = lines.stream().filter(line -> line.startsWith("-- expect: ")).map(line -> line.substring("-- expect: ".length())).toList();
    lines.removeIf(line -> line.startsWith("-- with: ") || line.startsWith("-- expect: "));
    var parts = String.join("\n", lines).split("(?m)^-- desired:\n?");
    return new LintCase(name, settings, parts[0], parts.length > 1 ? parts[1] : "", expected);
  }

  /** The first major of PostgreSQL that knows its SQL. */
  int since() {
    return Integer.parseInt(settings.getOrDefault("since", "0"));
  }

  @Override
  public String toString() {
    return name;
  }
}
