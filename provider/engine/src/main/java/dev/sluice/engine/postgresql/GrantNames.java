package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The name of something in a schema, as manifests give it.
 *
 * @param arguments types of a routine's; empty: not given
 */
record GrantNames(String schema, String name, Optional<List<String>> arguments) {

  static GrantNames parse(String text) {
    var dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw invalid(text, "has no schema: write schema.name, such as public." + text.replace(".", ""));
    }
    return checked(text, new GrantNames(text.substring(0, dot), text.substring(dot + 1), Optional.empty()));
  }

  static GrantNames routine(String text) {
    var open = text.indexOf('(');
    if (open < 0) {
      return parse(text);
    }
    if (!text.endsWith(")")) {
      throw invalid(text, "lacks the closing bracket of its argument types: write for example public.total(integer, text)");
    }
    var inside = text.substring(open + 1, text.length() - 1).strip();
    var types = inside.isEmpty() ? List.<String>of() : Arrays.stream(inside.split(",", -1)).map(String::strip).toList();
    var name = parse(text.substring(0, open).strip());
    return new GrantNames(name.schema(), name.name(), Optional.of(types));
  }

  private static GrantNames checked(String text, GrantNames name) {
    checkSchema(name.schema());
    Quoting.identifier(name.name());
    return name;
  }

  /** What the server itself consists of is nobody's to grant. */
  static void checkSchema(String schema) {
    Quoting.identifier(schema);
    if (schema.startsWith("pg_") || schema.equals("information_schema")) {
      throw invalid(schema, "is or lies in a schema of the server's own, on which nothing is granted; name one of the application's");
    }
  }

  private static EngineException invalid(String text, String why) {
    return Admission.permanent(Reasons.INVALID_SPEC, "In spec.forProvider.on, " + text + " " + why + ".");
  }
}
