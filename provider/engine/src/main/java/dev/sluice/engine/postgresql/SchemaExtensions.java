package dev.sluice.engine.postgresql;

import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.script.ExtensionVersion;
import dev.sluice.engine.postgresql.schema.script.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which extensions get another version than they have, and whether the server has it and lets whom the plan runs as do it:
 * only an extension's owner may update it, and what isn't trusted takes a superuser besides.
 */
final class SchemaExtensions {
  /** The database's own files and catalogs alone; a version of none is the one that the server would take. */
  private static final String QUESTION =
      """
      SELECT a.default_version, ARRAY(SELECT v.version FROM pg_available_extension_versions v WHERE v.name = w.name ORDER BY v.version) AS versions,
        e.extversion, pg_get_userbyid(e.extowner) AS owner, pg_has_role(r.oid, e.extowner, 'USAGE') AS owns, r.rolname AS runner, r.rolsuper,
        coalesce(v.trusted, false) AND has_database_privilege(r.oid, d.oid, 'CREATE') AS trusted, coalesce(v.superuser, true) AS superuser,
        ARRAY(SELECT p.target FROM pg_extension_update_paths(a.name) p WHERE p.source = e.extversion AND p.path IS NOT NULL ORDER BY p.target) AS targets
      FROM (SELECT ?::text AS name, ?::text AS version) w JOIN pg_database d ON d.datname = current_database()
        JOIN pg_roles r ON r.rolname = coalesce(?, current_user) LEFT JOIN pg_available_extensions a ON a.name = w.name
        LEFT JOIN pg_extension e ON e.extname = w.name
        LEFT JOIN pg_available_extension_versions v ON v.name = w.name AND v.version = coalesce(w.version, a.default_version)""";

  private SchemaExtensions() {}

  /** Why not, and what helps. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Statement statement;
    private final String remedy;

    Refused(Statement statement, String message, String remedy) {
      super(message);
      this.statement = statement;
      this.remedy = remedy;
    }

    Statement statement() {
      return statement;
    }

    String remedy() {
      return remedy;
    }
  }

  /** @param version the desired one; empty where CREATE EXTENSION leaves it to the server */
  private record Wish(ExtensionVersion said, Optional<String> version) {}

  private record Facts(
      Optional<String> standard, List<String> versions, Optional<String> current, String owner, boolean owns, String runner, boolean superuser, boolean trusted,
      boolean restricted, List<String> targets) {}

  /**
   * @param inside a session in the database
   * @param said what the files say of extensions that are compared
   * @return those that change and those that need them, in the order in which they can be made; the former in the version in which the
   *     files create them, if they do
   */
  static List<Item.Extension> changing(Connection inside, List<ExtensionVersion> said, Model live, RunAs as) throws SQLException, Refused {
    var first = new LinkedHashMap<Id, String>();
    for (var wish : wishes(said).values()) {
      var id = Id.global(Kind.EXTENSION, wish.said().name());
      var there = live.find(id, Item.Extension.class);
      if (there.isPresent() && wish.version().isEmpty() && !wish.said().update()) {
        continue;
      }
      var facts = facts(inside, wish, live, as);
      check(wish, facts);
      var version = wish.version().or(facts::standard).orElseThrow();
      if (there.isPresent() && !there.get().version().equals(version)) {
        first.put(id, said.stream().filter(other -> !other.update() && other.name().equals(id.name())).flatMap(other -> other.version().stream()).findFirst()
            .orElse(there.get().version()));
      }
    }
    return ordered(first, live);
  }

  /** By name; what a later update says counts more than what it is created with. */
  private static Map<String, Wish> wishes(List<ExtensionVersion> said) {
    var wishes = new LinkedHashMap<String, Wish>();
    said.stream().filter(one -> !one.update()).forEach(one -> wishes.put(one.name(), new Wish(one, one.version())));
    said.stream().filter(ExtensionVersion::update).forEach(one -> wishes.put(one.name(), new Wish(one, one.version())));
    return wishes;
  }

  private static List<Item.Extension> ordered(Map<Id, String> first, Model live) {
    var rest = new ArrayList<>(live.all(Item.Extension.class));
    var ordered = new ArrayList<Item.Extension>();
    var found = true;
    while (found) {
      found = false;
      for (var extension : List.copyOf(rest)) {
        var needs = live.needs(extension.id());
        var due = first.containsKey(extension.id()) || ordered.stream().anyMatch(other -> needs.contains(other.id()));
        if (due && rest.stream().noneMatch(other -> first.containsKey(other.id()) && needs.contains(other.id()))) {
          rest.remove(extension);
          ordered.add(new Item.Extension(extension.id(), extension.schema(), first.getOrDefault(extension.id(), extension.version())));
          found = true;
        }
      }
    }
    return ordered;
  }

  private static Facts facts(Connection inside, Wish wish, Model live, RunAs as) throws SQLException {
    try (var ask = inside.prepareStatement(QUESTION)) {
      ask.setString(1, wish.said().name());
      ask.setString(2, wish.version().orElse(null));
      ask.setString(3, SchemaOwners.runner(as, live.owner()).orElse(null));
      try (var row = ask.executeQuery()) {
        row.next();
        return new Facts(
            Optional.ofNullable(row.getString("default_version")), List.of((String[]) row.getArray("versions").getArray()), Optional.ofNullable(row.getString("extversion")),
            row.getString("owner"), row.getBoolean("owns"), row.getString("runner"), row.getBoolean("rolsuper"), row.getBoolean("trusted"), row.getBoolean("superuser"),
            List.of((String[]) row.getArray("targets").getArray()));
      }
    }
  }

  private static void check(Wish wish, Facts facts) throws Refused {
    var name = wish.said().name();
    if (facts.standard().isEmpty()) {
      throw refused(wish, "the server has no extension " + name, "Install it there, or leave it out.");
    }
    var version = wish.version().or(facts::standard).orElseThrow();
    if (!facts.versions().contains(version) && facts.current().filter(version::equals).isEmpty()) {
      throw refused(
          wish, "the server has no version " + version + " of extension " + name + ", but " + String.join(", ", facts.versions()),
          "Name one of these, or install the other one there.");
    }
    if (facts.current().isPresent()) {
      if (!facts.current().get().equals(version)) {
        update(wish, facts, facts.current().get(), version);
      }
    } else if (!mayRun(facts)) {
      throw refused(
          wish, "extension " + name + " isn't trusted, so that only a superuser may create it, which " + facts.runner() + ", as whom the plan would run, isn't",
          "Name it in spec.forProvider.extensions of the Database, whose ProviderConfig's user must be one.");
    }
  }

  private static void update(Wish wish, Facts facts, String current, String version) throws Refused {
    var name = wish.said().name();
    if (!facts.targets().contains(version)) {
      throw refused(
          wish, "extension " + name + " has version " + current + ", and the server knows no way from there to " + version + ", "
              + (facts.targets().isEmpty() ? "nor to any other" : "but to " + String.join(", ", facts.targets())),
          "Name a version to which there is one, or have it dropped and created anew by a migration.");
    }
    if (!facts.owns()) {
      throw refused(
          wish, "extension " + name + " has version " + current + " and belongs to " + facts.owner() + ", so that " + facts.runner()
              + ", as whom the plan would run, may not update it to " + version,
          "Name that version in spec.forProvider.extensions of the Database, or leave it out here.");
    }
    if (!mayRun(facts)) {
      throw refused(
          wish, "version " + version + " of extension " + name + " isn't trusted, so that only a superuser may update it from " + current + ", which " + facts.runner()
              + ", as whom the plan would run, isn't",
          "Name that version in spec.forProvider.extensions of the Database, whose ProviderConfig's user must be one.");
    }
  }

  private static boolean mayRun(Facts facts) {
    return facts.superuser() || facts.trusted() || !facts.restricted();
  }

  private static Refused refused(Wish wish, String message, String remedy) {
    return new Refused(wish.said().statement(), message, remedy);
  }
}
