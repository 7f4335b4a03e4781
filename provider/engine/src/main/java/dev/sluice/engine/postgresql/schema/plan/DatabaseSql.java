package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.Quoting;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.schema.Hazard;
import java.util.ArrayList;
import java.util.List;

/** Statements about what lies in no schema, and collations. */
final class DatabaseSql {
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
    var what = publication.allTables() ? " FOR ALL TABLES" : publication.members().isEmpty() ? "" : " FOR " + String.join(", ", publication.members());
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

  private static List<Step> members(String name, Item.Publication from, Item.Publication to) {
    if (!to.members().isEmpty()) {
      return List.of(Step.of(name + " SET " + String.join(", ", to.members())));
    }
    // The last ones can only be dropped by name, without columns and conditions.
    return List.of(Step.of(name + " DROP " + String.join(", ", from.members().stream().map(member -> member.replaceFirst("^(TABLE (?:\"(?:[^\"]|\"\")+\"|[^ \".]+)\\.(?:\"(?:[^\"]|\"\")+\"|[^ \".]+)).*$", "$1")).toList())));
  }
}
