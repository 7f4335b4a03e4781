package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.ObjectName;
import dev.sluice.engine.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between a live structure and the desired one.
 *
 * @param altered what is changed in place
 * @param anew what is dropped and created, by what it is because of: itself, or what it depends on
 * @param retyped types that are replaced by others of their names, by the same
 * @param recast columns of such types, whose values are cast by way of their text
 * @param refusals what can't be done
 */
public record Differences(
    SortedSet<Id> created,
    SortedSet<Id> dropped,
    SortedSet<Id> altered,
    SortedMap<Id, Id> anew,
    SortedMap<Id, Id> retyped,
    SortedSet<Id> recast,
    List<Problem> refusals) {

  /** @param forced what is to be made anew in any case */
  public static Differences between(Model live, Desired desired, Scope scope, java.util.Set<Id> forced) {
    var created = new TreeSet<Id>();
    var dropped = new TreeSet<Id>();
    var altered = new TreeSet<Id>();
    var anew = new TreeMap<Id, Id>();
    var retyped = new TreeMap<Id, Id>();
    var refusals = new ArrayList<Problem>();
    var wanted = desired.model();
    var unfinished = new Unfinished(live, wanted);
    for (Map.Entry<Id, Item> entry : wanted.items().entrySet()) {
      var id = entry.getKey();
      if (!scope.covers(id) || inherited(entry.getValue()) || nobodyAskedFor(id, live, wanted)) {
        continue;
      }
      var there = live.find(id);
      if (there.isEmpty()) {
        created.add(id);
      } else if (forced.contains(id)) {
        anew.put(id, id);
      } else if (!desired.accepts(there.get()) || unfinished.is(there.get(), entry.getValue())) {
        var alteration = Alteration.of(unfinished.completed(there.get()), entry.getValue(), wanted.major());
        switch (DomainUse.scansContainers(live, there.get(), entry.getValue()) ? new Alteration.NewType() : alteration) {
          case Alteration.InPlace any -> altered.add(id);
          case Alteration.Anew any -> anew.put(id, id);
          case Alteration.NewType any -> retyped.put(id, id);
          case Alteration.Impossible(String why) -> refusals.add(new Problem(Problem.NOT_SUPPORTED, name(id), "Not planned: " + id + ": " + why + "."));
        }
      }
    }
    for (Map.Entry<Id, Item> entry : live.items().entrySet()) {
      if (!wanted.has(entry.getKey()) && scope.covers(entry.getKey()) && !inherited(entry.getValue()) && kept(entry.getKey(), live, scope)) {
        dropped.add(entry.getKey());
      }
    }
    var differences = new Differences(created, dropped, altered, anew, retyped, new TreeSet<>(), refusals);
    new Dependents(live, desired, scope, differences).follow();
    return differences;
  }

  /** Parts of what isn't dropped by policy stay too. */
  private static boolean kept(Id id, Model live, Scope scope) {
    return scope.mayDrop(id) && (!id.isPart() && id.kind() != Kind.INDEX || live.relation(id).map(scope::mayDrop).orElse(true));
  }

  /** Scratch databases have the schema public, which somebody may have dropped where it isn't used. */
  private static boolean nobodyAskedFor(Id id, Model live, Model wanted) {
    return id.kind() == Kind.SCHEMA && id.name().equals("public") && !live.has(id)
        && wanted.items().keySet().stream().noneMatch(other -> other.schema().equals(id.name()));
  }

  /** What comes and goes with a parent's. */
  private static boolean inherited(Item item) {
    return item instanceof Item.Constraint constraint && constraint.inherited();
  }

  /** What isn't there at the end, or is there as something else. */
  public boolean goes(Id id) {
    return dropped.contains(id) || anew.containsKey(id);
  }

  public boolean comes(Id id) {
    return created.contains(id) || anew.containsKey(id);
  }

  public boolean none() {
    return created.isEmpty() && dropped.isEmpty() && altered.isEmpty() && anew.isEmpty() && retyped.isEmpty();
  }

  public static ObjectName name(Id id) {
    return new ObjectName(id.kind().words(), id.path());
  }
}
