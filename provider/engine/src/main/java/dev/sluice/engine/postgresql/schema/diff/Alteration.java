package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether PostgreSQL can turn an object into another form of itself. */
public sealed interface Alteration {
  /** By ALTER, or CREATE OR REPLACE. */
  record InPlace() implements Alteration {}

  /** By dropping and creating it; nothing is lost with it but what depends on it. */
  record Anew() implements Alteration {}

  /** By another type of the name, to which the columns are cast. */
  record NewType() implements Alteration {}

  /** Not at all without losing rows. @param why with the remedy */
  record Impossible(String why) implements Alteration {}

  Alteration IN_PLACE = new InPlace();
  Alteration ANEW = new Anew();
  int SET_EXPRESSION_SINCE = 17;

  static Alteration of(Item from, Item to, int major) {
    return switch (to) {
      case Item.EnumType wanted -> isSubsequence(((Item.EnumType) from).labels(), wanted.labels()) ? IN_PLACE : new NewType();
      case Item.Composite wanted -> attributes((Item.Composite) from, wanted);
      case Item.Range any -> new NewType();
      case Item.Domain wanted -> {
        var before = (Item.Domain) from;
        yield before.type().equals(wanted.type()) && before.collation().equals(wanted.collation()) ? IN_PLACE : new NewType();
      }
      case Item.Table wanted -> table((Item.Table) from, wanted, major);
      case Item.Column wanted -> column((Item.Column) from, wanted, major);
      case Item.Constraint wanted -> constraint((Item.Constraint) from, wanted);
      case Item.Index wanted -> index((Item.Index) from, wanted);
      case Item.View wanted -> view((Item.View) from, wanted);
      case Item.Routine wanted -> routine((Item.Routine) from, wanted);
      case Item.Trigger wanted -> from instanceof Item.Trigger before ? trigger(before, wanted) : ANEW;
      case Item.PartitionTrigger any -> from instanceof Item.PartitionTrigger ? IN_PLACE : ANEW;
      case Item.Policy wanted -> policy((Item.Policy) from, wanted);
      case Item.Statistics wanted -> same(((Item.Statistics) from).definition(), wanted.definition()) ? IN_PLACE : ANEW;
      case Item.EventTrigger wanted -> same(((Item.EventTrigger) from).definition(), wanted.definition()) ? IN_PLACE : ANEW;
      case Item.Publication wanted -> ((Item.Publication) from).allTables() == wanted.allTables() ? IN_PLACE : ANEW;
      case Item.ForeignServer wanted -> {
        var before = (Item.ForeignServer) from;
        yield same(before.wrapper(), wanted.wrapper()) && same(before.type(), wanted.type()) ? IN_PLACE : ANEW;
      }
      case Item.Dictionary wanted -> same(((Item.Dictionary) from).template(), wanted.template()) ? IN_PLACE : ANEW;
      case Item.Configuration wanted -> same(((Item.Configuration) from).parser(), wanted.parser()) ? IN_PLACE : ANEW;
      case Item.Collation any -> ANEW;
      case Item.Namespace any -> IN_PLACE;
      case Item.Extension any -> IN_PLACE;
      case Item.Sequence any -> IN_PLACE;
      case Item.ColumnDefault any -> IN_PLACE;
      case Item.Rule any -> IN_PLACE;
      case Item.Wrapper any -> IN_PLACE;
      case Item.DefaultPrivileges any -> IN_PLACE;
    };
  }

  private static boolean same(String from, String to) {
    return from.equals(to);
  }

  /** Whether all of some are there, in their order. */
  static boolean isSubsequence(List<String> some, List<String> all) {
    var at = 0;
    for (var value : all) {
      if (at < some.size() && some.get(at).equals(value)) {
        at++;
      }
    }
    return at == some.size();
  }

  /** Attributes can be dropped, and added at the end. */
  private static Alteration attributes(Item.Composite from, Item.Composite to) {
    var left = new ArrayList<>(from.attributes());
    left.retainAll(to.attributes());
    var names = from.attributes().stream().map(Item.Composite.Attribute::name).toList();
    var added = to.attributes().subList(Math.min(left.size(), to.attributes().size()), to.attributes().size());
    var appended = to.attributes().subList(0, left.size()).equals(left) && added.stream().noneMatch(attribute -> names.contains(attribute.name()));
    return appended ? IN_PLACE : new NewType();
  }

  private static Alteration table(Item.Table from, Item.Table to, int major) {
    if (!from.partitioning().equals(to.partitioning())) {
      return new Impossible(
          "it would have to be " + to.partitioning().map(key -> "partitioned by " + key).orElse("without partitions") + ", and PostgreSQL can't change that in place:"
              + " create another table, move the rows by a migration, and drop this one");
    }
    if (!from.foreign().map(Item.Table.Foreign::server).equals(to.foreign().map(Item.Table.Foreign::server))) {
      return ANEW;
    }
    return !from.accessMethod().equals(to.accessMethod()) && major < 15
        ? new Impossible("its access method would have to change, which PostgreSQL can do from 15 on: create another table, and move the rows by a migration")
        : IN_PLACE;
  }

  private static Alteration column(Item.Column from, Item.Column to, int major) {
    if (from.generated().equals(to.generated())) {
      return IN_PLACE;
    }
    if (to.generated().isEmpty()) {
      return from.generated().filter(Item.Column.Generated::stored).isPresent() ? IN_PLACE : ANEW;
    }
    var kept = from.generated().filter(before -> before.stored() == to.generated().get().stored()).isPresent();
    return kept && major >= SET_EXPRESSION_SINCE ? IN_PLACE : ANEW;
  }

  private static Alteration constraint(Item.Constraint from, Item.Constraint to) {
    return from.type() == to.type() && same(from.definition(), to.definition()) && from.inherited() == to.inherited()
            && from.target().equals(to.target()) && (from.parent().equals(to.parent()) || from.parent().isEmpty())
        ? IN_PLACE
        : ANEW;
  }

  private static Alteration index(Item.Index from, Item.Index to) {
    return same(from.definition(), to.definition()) && (from.parent().equals(to.parent()) || from.parent().isEmpty()) && from.valid() ? IN_PLACE : ANEW;
  }

  /** A view can get more columns at its end, and keep the others. */
  private static Alteration view(Item.View from, Item.View to) {
    var onlyOptions = from.columns().equals(to.columns()) && same(from.definition(), to.definition()) && same(from.accessMethod(), to.accessMethod());
    if (to.materialized()) {
      return onlyOptions ? IN_PLACE : ANEW;
    }
    return from.columns().size() <= to.columns().size() && to.columns().subList(0, from.columns().size()).equals(from.columns()) ? IN_PLACE : ANEW;
  }

  private static Alteration routine(Item.Routine from, Item.Routine to) {
    var before = arguments(from.arguments());
    var after = arguments(to.arguments());
    var sameFrame = from.result().equals(to.result()) && before.size() == after.size() && from.definition().contains(" WINDOW") == to.definition().contains(" WINDOW");
    if (!sameFrame) {
      return ANEW;
    }
    for (var at = 0; at < before.size(); at++) {
      var lostDefault = before.get(at).defaulted() && !after.get(at).defaulted();
      if (lostDefault || !renamable(before.get(at).text(), after.get(at).text())) {
        return ANEW;
      }
    }
    return IN_PLACE;
  }

  private static boolean renamable(String from, String to) {
    return from.equals(to);
  }

  /** @param text without the default */
  record Argument(String text, boolean defaulted) {}

  private static List<Argument> arguments(String list) {
    var arguments = new ArrayList<Argument>();
    var depth = 0;
    var quoted = false;
    var from = 0;
    for (var at = 0; at <= list.length(); at++) {
      var c = at < list.length() ? list.charAt(at) : ',';
      quoted = c == '\'' ? !quoted : quoted;
      depth += quoted ? 0 : c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted || at == list.length()) {
        var text = list.substring(from, Math.min(at, list.length())).strip();
        var cut = text.indexOf(" DEFAULT ");
        arguments.add(new Argument(cut < 0 ? text : text.substring(0, cut), cut >= 0));
        from = at + 1;
      }
    }
    return arguments;
  }

  /** Only what is no constraint trigger, before and after, can be replaced. */
  private static Alteration trigger(Item.Trigger from, Item.Trigger to) {
    var constraint = List.of(from, to).stream().anyMatch(one -> one.definition().startsWith("CREATE CONSTRAINT"));
    return constraint && !same(from.definition(), to.definition()) ? ANEW : IN_PLACE;
  }

  private static Alteration policy(Item.Policy from, Item.Policy to) {
    return from.permissive() == to.permissive() && from.command().equals(to.command()) && keeps(from.using(), to.using()) && keeps(from.check(), to.check())
        ? IN_PLACE
        : ANEW;
  }

  private static boolean keeps(Optional<String> from, Optional<String> to) {
    return from.isEmpty() || to.isPresent();
  }
}
