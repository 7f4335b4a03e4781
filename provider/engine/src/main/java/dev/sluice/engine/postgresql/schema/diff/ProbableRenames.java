package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes while its like comes: perhaps it was to be renamed, and nobody said so. */
public final class ProbableRenames {
  private ProbableRenames() {}

  public static List<Problem> among(Differences differences, Model live, Model wanted) {
    var problems = new ArrayList<Problem>();
    for (var gone : differences.dropped()) {
      for (var come : differences.created()) {
        if (gone.kind() == come.kind() && gone.schema().equals(come.schema()) && alike(gone, come, live, wanted, differences)) {
          problems.add(
              new Problem(
                  Problem.PROBABLE_RENAME,
                  Differences.name(come),
                  come + " is made and " + gone + ", which is like it, is dropped with what is in it. If it was renamed, write -- sluice:renamed from="
                      + (gone.kind() == Kind.COLUMN ? gone.part() : gone.name()) + " before it; if not, drop the one first."));
        }
      }
    }
    return problems;
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
