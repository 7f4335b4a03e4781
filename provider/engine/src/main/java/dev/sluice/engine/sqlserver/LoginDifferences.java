package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import dev.sluice.engine.role.RoleDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is to be altered about the logins of a role.
 *
 * @param found those that there are, by name
 */
record LoginDifferences(RoleDesign design, RoleOptions options, Map<String, LoginRow> found) {

  /** @param passwordWorks whether the password asked for, if any, logs in */
  List<Step> steps(boolean passwordWorks) {
    var steps = new ArrayList<Step>();
    if (!design.login() || options.contained()) {
      return steps;
    }
    var current = design.username();
    if (!found.containsKey(current)) {
      steps.add(Step.server("login " + current + " made", creation()).withSecret());
    } else if (!passwordWorks) {
      steps.add(Step.server("password " + (design.current().isPresent() ? "of " + current + " " : "") + "changed", change(found.get(current))).withSecret());
    }
    found.forEach((name, row) -> {
      if (name.equals(current) || design.current().isPresent() && RoleDesign.logins(design.name()).contains(name)) {
        steps.addAll(altered(name, row));
      }
    });
    var both = RoleDesign.logins(design.name()).stream().allMatch(name -> name.equals(current) || found.containsKey(name));
    if (design.current().isPresent() && both && found.containsKey(design.name()) && !found.get(design.name()).disabled()) {
      // The password that was handed out before there were two.
      steps.add(Step.server("login of " + design.name() + " itself ended", "ALTER LOGIN " + Quoting.identifier(design.name()) + " DISABLE"));
    }
    return steps;
  }

  private List<Step> altered(String name, LoginRow row) {
    var steps = new ArrayList<Step>();
    var alter = "ALTER LOGIN " + Quoting.identifier(name);
    if (row.disabled()) {
      steps.add(Step.server(name + ": login false -> true", alter + " ENABLE"));
    }
    options.defaultLanguage().filter(language -> !language.equalsIgnoreCase(row.language())).ifPresent(language ->
        steps.add(Step.server(name + ": defaultLanguage " + row.language() + " -> " + language, alter + " WITH DEFAULT_LANGUAGE = " + Quoting.identifier(language))));
    options.checkPolicy().filter(wanted -> wanted != row.policy()).ifPresent(wanted ->
        steps.add(Step.server(name + ": checkPolicy " + row.policy() + " -> " + wanted, alter + policy(wanted))));
    return steps;
  }

  /** A password that ends on a day nobody knows of would lock an application out. */
  private static String policy(boolean on) {
    return " WITH CHECK_POLICY = " + (on ? "ON, CHECK_EXPIRATION = OFF" : "OFF");
  }

  /** In one statement, so that there is never one of unknown origin. */
  String creation() {
    var name = design.username();
    var policy = options.checkPolicy().orElse(false);
    return "CREATE LOGIN " + Quoting.identifier(name) + " WITH PASSWORD = " + kept(design.password().orElseGet(Password::random), policy)
        + ", SID = 0x" + LoginSid.of(design.claim().holder(), name) + ", CHECK_POLICY = " + (policy ? "ON" : "OFF") + ", CHECK_EXPIRATION = OFF"
        + options.defaultLanguage().map(language -> ", DEFAULT_LANGUAGE = " + Quoting.identifier(language)).orElse("");
  }

  /** A hash is taken only from those who don't hold the password to a policy. Where the policy has locked it, it is unlocked. */
  private String[] change(LoginRow row) {
    var policy = options.checkPolicy().orElse(row.policy());
    var alter = "ALTER LOGIN " + Quoting.identifier(row.name());
    var sql = new ArrayList<String>();
    if (row.policy() && !policy) {
      sql.add(alter + policy(false));
    }
    sql.add(alter + " WITH PASSWORD = " + kept(design.password().orElseThrow(), policy) + (policy ? " UNLOCK" : ""));
    return sql.toArray(String[]::new);
  }

  /** @param plain whether the server wants to see it */
  static String kept(Password password, boolean plain) {
    return plain ? Quoting.literal(password.reveal()) : PasswordHash.of(password) + " HASHED";
  }
}
