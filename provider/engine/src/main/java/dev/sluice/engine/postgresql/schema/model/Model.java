package dev.sluice.engine.postgresql.schema.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A database's structure.
 *
 * @param major the server's version, which wrote the texts
 * @param owner the database's
 * @param needs by object, what it can't be without
 * @param privileges where they aren't those of the {@link Acl#standard}
 * @param unmanaged what is there and isn't modelled, in words
 * @param unmodelledNeeds by object, what of that it can't be without
 */
public record Model(
    int major,
    String owner,
    SortedMap<Id, Item> items,
    Map<Id, Set<Id>> needs,
    Map<Id, String> comments,
    Map<Id, Acl> privileges,
    Map<Id, String> owners,
    List<String> unmanaged,
    Map<Id, Set<String>> unmodelledNeeds,
    Casts casts) {
  public Model {
    items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    needs = Map.copyOf(needs);
    comments = Map.copyOf(comments);
    privileges = Map.copyOf(privileges);
    owners = Map.copyOf(owners);
    unmanaged = List.copyOf(unmanaged);
    unmodelledNeeds = Map.copyOf(unmodelledNeeds);
  }

  /**
   * The same structure in a database of somebody else's: whatever is the owner's is his.
   *
   * @param quoted his name as the server writes it in texts
   */
  public Model ownedBy(String other, String quoted) {
    if (other.equals(owner)) {
      return this;
    }
    var whole = new TreeMap<>(items);
    whole.replaceAll((id, item) -> item instanceof Item.Policy policy ? policy.naming(owner, quoted) : item);
    var acls = new HashMap<>(privileges);
    // On what isn't the owner's he is a grantee like any; on what is, a grant to him by his name says nothing more.
    acls.replaceAll((id, acl) -> acl.moved(other, owners.getOrDefault(id, owner).equals(owner) ? Acl.OWNER : other).moved(owner, other));
    var whose = new HashMap<>(owners);
    whose.replaceAll((id, name) -> name.equals(owner) ? other : name);
    return new Model(major, other, whole, needs, comments, acls, whose, unmanaged, unmodelledNeeds, casts);
  }

  /** The same structure where nobody else has anything in a schema. */
  public Model ownedByOne() {
    var whose = new HashMap<>(owners);
    whose.replaceAll((id, name) -> id.schema().isEmpty() ? name : owner);
    return new Model(major, owner, items, needs, comments, privileges, whose, unmanaged, unmodelledNeeds, casts);
  }

  public boolean has(Id id) {
    return items.containsKey(id);
  }

  public Optional<Item> find(Id id) {
    return Optional.ofNullable(items.get(id));
  }

  public <T extends Item> Optional<T> find(Id id, Class<T> type) {
    return find(id).filter(type::isInstance).map(type::cast);
  }

  public <T extends Item> List<T> all(Class<T> type) {
    return items.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  public Set<Id> needs(Id id) {
    return needs.getOrDefault(id, Set.of());
  }

  public Acl privileges(Id id) {
    return privileges.getOrDefault(id, Acl.standard(id.kind(), major));
  }

  /** By object, what can't be without it. */
  public Map<Id, SortedSet<Id>> dependents() {
    var dependents = new HashMap<Id, SortedSet<Id>>();
    needs.forEach((id, needed) -> needed.forEach(on -> dependents.computeIfAbsent(on, any -> new TreeSet<>()).add(id)));
    return dependents;
  }

  /** A table's columns in their order. */
  public List<Item.Column> columns(Id table) {
    var from = new Id(Kind.COLUMN, table.schema(), table.name(), "");
    var columns = new ArrayList<Item.Column>();
    for (var item : items.tailMap(from).values()) {
      if (!(item instanceof Item.Column column) || !column.id().schema().equals(table.schema()) || !column.id().name().equals(table.name())) {
        break;
      }
      columns.add(column);
    }
    columns.sort(java.util.Comparator.comparingInt(Item.Column::position));
    return columns;
  }

  /** The table, view or the like whose part an object is. */
  public Optional<Id> relation(Id part) {
    return List.of(Kind.TABLE, Kind.FOREIGN_TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.DOMAIN).stream().map(part::as).filter(this::has).findFirst();
  }

  /** Which types' values may be stored as another's without being asked to, by their names. */
  public record Casts(Set<String> assignable) {
    public Casts {
      assignable = Set.copyOf(assignable);
    }

    public boolean assigns(String from, String to) {
      return assignable.contains(from + ">" + to);
    }
  }
}
