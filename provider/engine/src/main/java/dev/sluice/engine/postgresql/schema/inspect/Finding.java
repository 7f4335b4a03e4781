package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is found while the catalogs are read; by OIDs until all is known. */
final class Finding {
  /** An object's address, as pg_depend gives it. */
  record Address(String catalog, long object, int part) {}

  private final int major;
  private String owner = "";
  private final Map<Address, Id> known = new HashMap<>();
  private final SortedMap<Id, Item> items = new TreeMap<>();
  private final Map<Id, Set<Id>> needs = new HashMap<>();
  private final Map<Id, String> comments = new HashMap<>();
  private final Map<Id, Acl> privileges = new HashMap<>();
  private final Map<Id, String> owners = new HashMap<>();
  private final List<String> unmanaged = new ArrayList<>();
  private final Map<Address, String> unmodelled = new HashMap<>();
  private final Map<Id, Set<Address>> unknownNeeds = new HashMap<>();
  private final Set<String> casts = new HashSet<>();

  Finding(int major) {
    this.major = major;
  }

  void owner(String name) {
    owner = name;
  }

  int major() {
    return major;
  }

  void add(Item item) {
    items.put(item.id(), item);
  }

  /** @param catalog such as {@code pg_class} */
  void known(String catalog, long object, Id id) {
    known.put(new Address(catalog, object, 0), id);
  }

  void known(String catalog, long object, int part, Id id) {
    known.put(new Address(catalog, object, part), id);
  }

  Item item(Id id) {
    return items.get(id);
  }

  /** A part that isn't known on its own is its whole. */
  Optional<Id> at(String catalog, long object, int part) {
    var exact = Optional.ofNullable(known.get(new Address(catalog, object, part)));
    return exact.isPresent() || part == 0 ? exact : Optional.ofNullable(known.get(new Address(catalog, object, 0)));
  }

  Optional<Id> relation(long oid) {
    return at("pg_class", oid, 0);
  }

  Optional<Id> column(long relation, int number) {
    return Optional.ofNullable(known.get(new Address("pg_class", relation, number)));
  }

  void needs(Id id, Id on) {
    if (!id.equals(on)) {
      needs.computeIfAbsent(id, any -> new HashSet<>()).add(on);
    }
  }

  void comment(Id id, String text) {
    comments.put(id, text);
  }

  /** Of a view, whose columns aren't known on their own. */
  void columnComment(Id view, long relation, int number, String text) {
    if (items.get(view) instanceof Item.View seen && number <= seen.columns().size()) {
      comments.put(view.part(Kind.COLUMN, seen.columns().get(number - 1).name()), text);
    }
  }

  /** As pg_depend has it; what it has beyond what an object can't be without is left out. */
  void depends(Id id, Id on) {
    var ownership = id.kind() == Kind.SEQUENCE && on.kind() == Kind.COLUMN;
    var upwards = on.isPart() && on.kind() == Kind.COLUMN && on.as(id.kind()).equals(id);
    if (!ownership && !upwards) {
      needs(id, on);
    }
  }

  /** @param items null where nobody has granted or revoked anything */
  void access(Id id, String owner, Array items) throws SQLException {
    owners.put(id, owner);
    if (items != null) {
      var acl = Acl.parse(texts(items), owner);
      if (!acl.equals(Acl.standard(id.kind(), major))) {
        privileges.put(id, acl);
      }
    }
  }

  void privileges(Id id, Acl acl) {
    privileges.put(id, acl);
  }

  void unmanaged(String what) {
    unmanaged.add(what);
  }

  void unmanaged(String what, String catalog, long object) {
    unmanaged.add(what);
    unmodelled.put(new Address(catalog, object, 0), what);
  }

  /** Of which more may come to be known later. */
  void dependsOnUnknown(Id id, String catalog, long object) {
    unknownNeeds.computeIfAbsent(id, any -> new HashSet<>()).add(new Address(catalog, object, 0));
  }

  private Map<Id, Set<String>> unmodelledNeeds() {
    var needs = new HashMap<Id, Set<String>>();
    unknownNeeds.forEach((id, on) -> on.stream().map(unmodelled::get).filter(Objects::nonNull)
        .forEach(what -> needs.computeIfAbsent(id, any -> new TreeSet<>()).add(what)));
    return needs;
  }

  void cast(String from, String to) {
    casts.add(from + ">" + to);
  }

  Model model() {
    needs.values().forEach(on -> on.removeIf(id -> !items.containsKey(id)));
    needs.keySet().removeIf(id -> !items.containsKey(id));
    // A large database has as many of these sets as columns.
    needs.replaceAll((id, on) -> Set.copyOf(on));
    comments.keySet().removeIf(id -> !items.containsKey(id) && id.kind() != Kind.COLUMN && id.kind() != Kind.NOT_NULL);
    privileges.keySet().removeIf(id -> !items.containsKey(id) && id.kind() != Kind.COLUMN);
    return new Model(major, owner, items, needs, comments, privileges, owners, unmanaged, unmodelledNeeds(), new Model.Casts(casts));
  }

  static String[] texts(Array array) throws SQLException {
    return array == null ? new String[0] : (String[]) array.getArray();
  }

  static List<String> list(ResultSet row, String column) throws SQLException {
    return List.of(texts(row.getArray(column)));
  }

  static Optional<String> optional(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  static List<Integer> numbers(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    var numbers = new ArrayList<Integer>();
    if (array != null) {
      for (var value : (Object[]) array.getArray()) {
        numbers.add(value == null ? -1 : ((Number) value).intValue());
      }
    }
    return numbers;
  }
}
