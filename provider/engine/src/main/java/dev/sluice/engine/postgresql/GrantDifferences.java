package dev.sluice.engine.postgresql;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.role.RoleChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** From what a role has on things to what it should have. */
final class GrantDifferences {
  private static final int NAMED = 10;

  private final GrantDesign design;
  private final String database;
  private final List<GrantNeeds.Need> wanted;
  private final List<GrantObject> objects;

  /** @param meant privileges, as the server knows them */
  GrantDifferences(GrantDesign design, String database, List<GrantObject> found, Set<String> meant) {
    this.design = design;
    this.database = database;
    var every = design.terms().on() instanceof AllIn;
    this.objects = found.stream().filter(object -> admitted(object, meant, every)).toList();
    this.wanted = objects.stream().map(object -> GrantNeeds.of(design.terms(), object, meant)).toList();
  }

  /** An extension decides itself who may use what it brings along; some of it would make a superuser of anybody. */
  private boolean admitted(GrantObject object, Set<String> meant, boolean every) {
    if (design.privileged()) {
      return true;
    }
    if (object.extension().isPresent() && !every) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "What spec.forProvider.on names, " + object.label() + ", belongs to extension " + object.extension().get()
              + ", which decides itself who may use it; remove it, or set spec.allowPrivileged in the ProviderConfig.");
    }
    if (object.bookkeeping() && !every && !Set.of("SELECT").containsAll(meant)) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "What spec.forProvider.on names, " + object.label() + ", is where migrations are put on record, which applications may only read: ask for SELECT alone.");
    }
    return object.extension().isEmpty();
  }

  boolean any() {
    return wanted.stream().anyMatch(need -> need.object().privileges(held -> need.privileges().contains(held.privilege())).size() > 0);
  }

  /** What is lacking. */
  List<RoleChange> grants() {
    var sql = new ArrayList<String>();
    var words = new TreeMap<String, List<String>>();
    for (var need : wanted) {
      var lacking = new TreeSet<>(need.privileges());
      lacking.removeIf(privilege -> need.object().has(privilege, need.withGrantOption()));
      // What the owner may do is nowhere on record as granted, once he has given his own entry away.
      if (!lacking.isEmpty()) {
        sql.add(need.object().grant(lacking, role(), need.withGrantOption()));
        words.computeIfAbsent(String.join(", ", lacking), any -> new ArrayList<>()).add(need.object().label());
      }
    }
    return changes(words, sql, "granted to " + role() + (design.terms().withGrantOption() ? " with grant option" : ""));
  }

  /** What is there beyond what is wanted here and elsewhere. */
  List<RoleChange> surplus(GrantNeeds needs) {
    var sql = new ArrayList<String>();
    var words = new TreeMap<String, List<String>>();
    for (var need : wanted) {
      var object = need.object();
      if (object.owner().equals(role())) {
        continue;
      }
      var kept = needs.privileges(object);
      kept.addAll(need.privileges());
      var surplus = object.privileges(held -> !kept.contains(held.privilege()));
      var handedOn = needs.grantable(object);
      handedOn.addAll(need.withGrantOption() ? need.privileges() : Set.of());
      var options = object.privileges(held -> held.grantable() && kept.contains(held.privilege()) && !handedOn.contains(held.privilege()));
      sql.addAll(object.revokes(surplus, role(), false, any -> true));
      sql.addAll(object.revokes(options, role(), true, any -> true));
      add(words, surplus, object, "");
      add(words, options, object, "grant option for ");
    }
    return revoked(words, sql, needs);
  }

  /** What the terms grant and nothing else needs. */
  List<RoleChange> removal(GrantNeeds needs, Predicate<String> grantors) {
    var sql = new ArrayList<String>();
    var words = new TreeMap<String, List<String>>();
    for (var need : wanted) {
      var object = need.object();
      if (object.owner().equals(role())) {
        continue;
      }
      var going = object.privileges(held -> need.privileges().contains(held.privilege()) && grantors.test(held.grantor()));
      var kept = needs.privileges(object);
      going.removeAll(kept);
      var handedOn = needs.grantable(object);
      var options = object.privileges(held -> need.withGrantOption() && held.grantable() && grantors.test(held.grantor())
          && need.privileges().contains(held.privilege()) && kept.contains(held.privilege()) && !handedOn.contains(held.privilege()));
      sql.addAll(object.revokes(going, role(), false, grantors));
      sql.addAll(object.revokes(options, role(), true, grantors));
      add(words, going, object, "");
      add(words, options, object, "grant option for ");
    }
    return revoked(words, sql, needs);
  }

  private static void add(TreeMap<String, List<String>> words, Collection<String> privileges, GrantObject object, String before) {
    if (!privileges.isEmpty()) {
      words.computeIfAbsent(before + String.join(", ", privileges), any -> new ArrayList<>()).add(object.label());
    }
  }

  private List<RoleChange> revoked(TreeMap<String, List<String>> words, List<String> sql, GrantNeeds needs) {
    if (sql.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<>(sql);
    all.addAll(needs.columnGrants());
    wanted.stream().filter(need -> !need.object().column().isEmpty() && design.exclusive())
        .forEach(need -> all.add(need.object().grant(need.privileges(), role(), need.withGrantOption())));
    return changes(words, all, "revoked from " + role());
  }

  private List<RoleChange> changes(TreeMap<String, List<String>> words, List<String> sql, String what) {
    if (sql.isEmpty()) {
      return List.of();
    }
    var sentences = words.entrySet().stream().map(entry -> entry.getKey() + " on " + named(entry.getValue())).toList();
    return List.of(new RoleChange(String.join("; ", sentences) + " in database " + database + " " + what, sql, Optional.of(database)));
  }

  private static String named(List<String> labels) {
    var some = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? some + " and " + (labels.size() - NAMED) + " more" : some;
  }

  private String role() {
    return design.terms().role();
  }
}
