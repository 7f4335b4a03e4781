package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Statements about what lies in no schema, and collations. */
final class DatabaseSql {
  private static final String TABLE = "TABLE ";
  private static final Pattern NAMED = Pattern.compile("^TABLE ((?:\"(?:[^\"]|\"\")+\"|[^ \".]+)\\.(?:\"(?:[^\"]|\"\")+\"|[^ \".]+)).*$", Pattern.DOTALL);

  private DatabaseSql() {}

  static Step create(Item.Extension extension) {
    return Step.of(
        "CREATE EXTENSION " + extension.id().qualified() + " SCHEMA " + Quoting.identifier(extension.schema()) + " VERSION " + Quoting.literal(extension.version()));
  }

  static List<Step> alter(Item.Extension from, Item.Extension to) {
    var steps = new ArrayList<Step>();
    if (!from.schema().equals(to.schema())) {
      steps.add(Step.of("ALTER EXTENSION " + to.id().qualified() + " SET SCHEMA " + Quoting.identifier(to.schema())));
    }
    if (!from.version().equals(to.version())) {
      steps.add(Step.of("ALTER EXTENSION " + to.id().qualified() + " UPDATE TO " + Quoting.literal(to.version()), Hazard.UPGRADES_EXTENSION));
    }
    return steps;
  }

  static Step create(Item.Wrapper wrapper) {
    return Step.of("CREATE FOREIGN DATA WRAPPER " + wrapper.id().qualified() + functions(wrapper) + Options.foreign(wrapper.options()));
  }

  private static String functions(Item.Wrapper wrapper) {
    return (wrapper.handler().isEmpty() ? " NO HANDLER" : " HANDLER " + wrapper.handler())
        + (wrapper.validator().isEmpty() ? " NO VALIDATOR" : " VALIDATOR " + wrapper.validator());
  }

  static Step alter(Item.Wrapper from, Item.Wrapper to) {
    var options = from.options().equals(to.options()) ? "" : " " + Options.foreignChange(from.options(), to.options());
    return Step.of("ALTER FOREIGN DATA WRAPPER " + to.id().qualified() + functions(to) + options);
  }

  static Step create(Item.ForeignServer server) {
    return Step.of(
        "CREATE SERVER " + server.id().qualified() + (server.type().isEmpty() ? "" : " TYPE " + Quoting.literal(server.type()))
            + (server.version().isEmpty() ? "" : " VERSION " + Quoting.literal(server.version())) + " FOREIGN DATA WRAPPER " + Quoting.identifier(server.wrapper())
            + Options.foreign(server.options()));
  }

  static Step alter(Item.ForeignServer from, Item.ForeignServer to) {
    var version = from.version().equals(to.version()) ? "" : " VERSION " + Quoting.literal(to.version());
    var options = from.options().equals(to.options()) ? "" : " " + Options.foreignChange(from.options(), to.options());
    return Step.of("ALTER SERVER " + to.id().qualified() + version + options);
  }

  static Step create(Item.Publication publication) {
    var what = publication.allTables() ? " FOR ALL TABLES" : publication.members().isEmpty() ? "" : " FOR " + list(publication.members());
    return Step.of("CREATE PUBLICATION " + publication.id().qualified() + what + " WITH (" + publication.options() + ")");
  }

  static List<Step> alter(Item.Publication from, Item.Publication to) {
    var name = "ALTER PUBLICATION " + to.id().qualified();
    var steps = new ArrayList<Step>();
    if (!from.members().equals(to.members())) {
      steps.addAll(members(name, from, to));
    }
    if (!from.options().equals(to.options())) {
      steps.add(Step.of(name + " SET (" + to.options() + ")"));
    }
    return steps;
  }

  /** The oldest server wants the word once. */
  private static String list(List<String> members) {
    var tables = members.stream().filter(member -> member.startsWith(TABLE)).map(member -> member.substring(TABLE.length())).toList();
    var others = members.stream().filter(member -> !member.startsWith(TABLE)).toList();
    var words = new ArrayList<>(others);
    if (!tables.isEmpty()) {
      words.addFirst(TABLE + String.join(", ", tables));
    }
    return String.join(", ", words);
  }

  private static List<Step> members(String name, Item.Publication from, Item.Publication to) {
    if (!to.members().isEmpty()) {
      return List.of(Step.of(name + " SET " + list(to.members())));
    }
    // The last ones can only be dropped by name, without columns and conditions.
    var schemas = from.members().stream().filter(member -> !member.startsWith(TABLE)).toList();
    var tables = from.members().stream().filter(member -> member.startsWith(TABLE)).map(member -> NAMED.matcher(member).replaceFirst("$1")).toList();
    var steps = new ArrayList<Step>();
    if (!tables.isEmpty()) {
      steps.add(Step.of(name + " DROP TABLE " + String.join(", ", tables)));
    }
    schemas.forEach(schema -> steps.add(Step.of(name + " DROP " + schema)));
    return steps;
  }
}
