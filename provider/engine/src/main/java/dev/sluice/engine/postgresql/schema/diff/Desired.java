package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.util.Objects;
import java.util.Optional;

/**
 * A desired structure in two forms that mean the same. PostgreSQL's text of an expression, read again, isn't always written as
 * before: what a plan of ours made is in the second form, what other hands made perhaps in the first.
 *
 * @param model as the files made it
 * @param echo as made anew from the model
 */
public record Desired(Model model, Model echo) {
  public Desired {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(echo, "echo");
  }

  public static Desired once(Model model) {
    return new Desired(model, model);
  }

  /** The same in a database of somebody else's. */
  public Desired ownedBy(String other, String quoted) {
    var own = model.ownedBy(other, quoted);
    return new Desired(own, echoed() ? echo.ownedBy(other, quoted) : own);
  }

  /** Whether its second form is known. */
  public boolean echoed() {
    return echo != model;
  }

  boolean accepts(Item live) {
    return like(model.find(live.id()), live) || like(echo.find(live.id()), live);
  }

  private static boolean like(Optional<Item> desired, Item live) {
    return desired.filter(item -> item.getClass() == live.getClass() && Compared.of(item, item).equals(Compared.of(live, item))).isPresent();
  }

  boolean has(Id id) {
    return model.has(id);
  }
}
