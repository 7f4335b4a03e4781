package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.lint.Rule;
import dev.sluice.engine.schema.lint.Suspicion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes while its like comes: perhaps it was to be renamed, and nobody said so. */
public final class ProbableRenames {
  private ProbableRenames() {}

  public static List<Suspicion> among(Differences differences, Model live, Model wanted) {
    var found = new ArrayList<Suspicion>();
    for (var gone : differences.dropped()) {
      for (var come : differences.created()) {
        if (gone.kind() == come.kind() && gone.schema().equals(come.schema()) && alike(gone, come, live, wanted, differences)) {
          found.add(
              Suspicion.plain(
                  Rule.DROP_THEN_ADD, Differences.name(come),
                  come + " is made and " + gone + ", which is like it, is dropped with what is in it; for a rename the hint is -- sluice:renamed from="
                      + (gone.kind() == Kind.COLUMN ? gone.part() : gone.name())));
        }
      }
    }
    return found;
  }

  private static boolean alike(Id gone, Id come, Model live, Model wanted, Differences differences) {
    if (gone.kind() == Kind.COLUMN) {
      return gone.name().equals(come.name()) && live.relation(gone).filter(differences::goes).isEmpty()
          && live.find(gone, Item.Column.class).map(Item.Column::type).equals(wanted.find(come, Item.Column.class).map(Item.Column::type));
    }
    return gone.kind() == Kind.TABLE && !live.columns(gone).isEmpty() && columns(live, gone).equals(columns(wanted, come));
  }

  private static Map<String, String> columns(Model model, Id table) {
    var columns = new TreeMap<String, String>();
    model.columns(table).forEach(column -> columns.put(column.id().part(), column.type()));
    return columns;
  }
}
