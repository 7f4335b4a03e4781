package dev.sluice.engine.postgresql.schema.plan;

import dev.sluice.engine.postgresql.schema.model.Item;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which changes of a column's type PostgreSQL makes without touching rows. */
public final class Widening {
  private static final Pattern TYPE = Pattern.compile("([a-z ]+?)(?:\\((\\d+)(?:,(\\d+))?\\))?( with(?:out)? time zone)?");

  private Widening() {}

  public static boolean rewrites(Item.Column from, Item.Column to) {
    if (!from.collation().equals(to.collation()) && from.type().equals(to.type())) {
      // Its indexes are built anew, the rows stay.
      return false;
    }
    var before = TYPE.matcher(from.type());
    var after = TYPE.matcher(to.type());
    return !before.matches() || !after.matches() || !widens(before, after);
  }

  private static boolean widens(Matcher before, Matcher after) {
    var source = before.group(1) + (before.group(4) == null ? "" : before.group(4));
    var target = after.group(1) + (after.group(4) == null ? "" : after.group(4));
    if (source.equals("character varying") && target.equals("text") || source.equals("text") && target.equals("character varying") && after.group(2) == null) {
      return true;
    }
    if (!source.equals(target) || source.equals("character")) {
      return false;
    }
    if (after.group(2) == null) {
      return true;
    }
    var sameScale = String.valueOf(before.group(3)).equals(String.valueOf(after.group(3)));
    return before.group(2) != null && sameScale && Integer.parseInt(before.group(2)) <= Integer.parseInt(after.group(2));
  }
}
