package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.sqlserver.GrantNeeds.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** From what a role has on things to what it should have. */
final class GrantDifferences {
  private static final int NAMED = 10;

  private final GrantDesign design;
  private final Grantee grantee;
  private final List<Need> wanted;

  /** @param meant privileges, as the server knows them */
  GrantDifferences(GrantDesign design, Grantee grantee, List<GrantObject> objects, Set<String> meant) {
    this.design = design;
    this.grantee = grantee;
    this.wanted = objects.stream().peek(object -> checkBookkeeping(object, meant)).map(object -> GrantNeeds.of(design.terms(), object, meant)).toList();
  }

  private void checkBookkeeping(GrantObject object, Set<String> meant) {
    if (object.bookkeeping() && !design.privileged() && !(design.terms().on() instanceof AllIn) && !Set.of("SELECT", "REFERENCES", "VIEW DEFINITION").containsAll(meant)) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "What spec.forProvider.on names, " + object.label() + ", is where migrations are put on record, which applications may only read: ask"
              + " for SELECT alone.");
    }
  }

  boolean any() {
    return wanted.stream().anyMatch(need -> !need.object().privileges(held -> need.privileges().contains(held.privilege())).isEmpty());
  }

  /** What is lacking; where it is denied in the same place, the denial goes with it. */
  List<Step> grants() {
    var sql = new ArrayList<>(grantee.admission());
    if (!sql.isEmpty()) {
      sql.add(Admitted.recording(grantee.name()));
    }
    var words = new TreeMap<String, List<String>>();
    if (reachesBookkeeping() && !grantee.roles().contains(Bookkeeping.APPLICATIONS)) {
      sql.add(Bookkeeping.role());
      sql.add("ALTER ROLE " + Quoting.identifier(Bookkeeping.APPLICATIONS) + " ADD MEMBER " + Quoting.identifier(grantee.name()));
    }
    for (var need : wanted) {
      var lacking = new TreeSet<>(need.privileges());
      lacking.removeIf(privilege -> need.object().has(privilege, need.withGrantOption()));
      if (!lacking.isEmpty()) {
        sql.add(need.object().grant(lacking, grantee.name(), need.withGrantOption()));
        words.computeIfAbsent(String.join(", ", lacking), any -> new ArrayList<>()).add(need.object().label());
      }
    }
    var what = "granted to " + role() + (design.terms().withGrantOption() ? " with grant option" : "");
    return words.isEmpty() && sql.isEmpty() ? List.of() : List.of(step(words, sql, words.isEmpty() ? "writing of migrations' records kept from " + role() : what));
  }

  /** Who acts for the owner writes them. */
  private boolean reachesBookkeeping() {
    return !design.privileged() && GrantWords.reachBookkeeping(design.terms().on(), design.terms().privileges())
        && design.others().access().stream().noneMatch(access -> access.database().equals(grantee.database()) && access.preset().actsAsOwner());
  }

  /** What is there beyond what is wanted here and elsewhere. */
  List<Step> surplus(GrantNeeds needs) {
    var sql = new ArrayList<String>();
    var words = new TreeMap<String, List<String>>();
    for (var need : wanted) {
      var object = need.object();
      var kept = needs.privileges(object);
      kept.addAll(need.privileges());
      var surplus = object.privileges(held -> !kept.contains(held.privilege()));
      var handedOn = needs.grantable(object);
      handedOn.addAll(need.withGrantOption() ? need.privileges() : Set.of());
      var options = object.privileges(held -> held.state().equals("W") && kept.contains(held.privilege()) && !handedOn.contains(held.privilege()));
      revoke(sql, words, object, surplus, options);
    }
    return sql.isEmpty() ? List.of() : List.of(step(words, sql, "revoked from " + role()));
  }

  /** What the terms grant and nothing else needs. */
  List<Step> removal(GrantNeeds needs) {
    var sql = new ArrayList<String>();
    var words = new TreeMap<String, List<String>>();
    for (var need : wanted) {
      var object = need.object();
      var going = object.privileges(held -> need.privileges().contains(held.privilege()));
      var kept = needs.privileges(object);
      going.removeAll(kept);
      var handedOn = needs.grantable(object);
      var options = object.privileges(held -> need.withGrantOption() && held.state().equals("W") && need.privileges().contains(held.privilege())
          && kept.contains(held.privilege()) && !handedOn.contains(held.privilege()));
      revoke(sql, words, object, going, options);
    }
    return sql.isEmpty() ? List.of() : List.of(step(words, sql, "revoked from " + role()));
  }

  private void revoke(List<String> sql, TreeMap<String, List<String>> words, GrantObject object, Set<String> privileges, Set<String> options) {
    sql.addAll(object.revokes(privileges, grantee.name(), false));
    sql.addAll(object.revokes(options, grantee.name(), true));
    add(words, privileges, object, "");
    add(words, options, object, "grant option for ");
  }

  private static void add(TreeMap<String, List<String>> words, Collection<String> privileges, GrantObject object, String before) {
    if (!privileges.isEmpty()) {
      words.computeIfAbsent(before + String.join(", ", privileges), any -> new ArrayList<>()).add(object.label());
    }
  }

  private Step step(TreeMap<String, List<String>> words, List<String> sql, String what) {
    var sentences = words.entrySet().stream().map(entry -> entry.getKey() + " on " + named(entry.getValue())).toList();
    return Step.inside(grantee.database(), sentences.isEmpty() ? what : String.join("; ", sentences) + " in database " + grantee.database() + " " + what, sql);
  }

  private static String named(List<String> labels) {
    var some = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? some + " and " + (labels.size() - NAMED) + " more" : some;
  }

  /** Where all is granted and still denied elsewhere: on what it lies in, to a role that it is in, or to everybody. */
  void checkDenials() {
    for (var need : wanted) {
      for (var privilege : need.privileges()) {
        grantee.denials().stream().filter(denial -> denial.defeats(privilege, need.object()) && !denial.to().equals(Bookkeeping.APPLICATIONS)).findFirst().ifPresent(denial -> {
          throw new EngineException(
              new Failure.MissingRight(
                  Reasons.REFUSED,
                  privilege + " on " + need.object().label() + " in database " + grantee.database() + " is granted to " + role() + " and defeated by " + denial.words()
                      + ", which spec.forProvider says nothing of: end that with REVOKE, take " + role() + " out of the role that it is denied to,"
                      + " or ask for less.",
                  Optional.empty()));
        });
      }
    }
  }

  private String role() {
    return design.terms().role();
  }
}
