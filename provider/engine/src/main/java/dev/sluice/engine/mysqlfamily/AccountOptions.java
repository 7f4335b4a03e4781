package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What accounts have beyond what all roles have. What is absent is left as it is.
 *
 * @param plugin by which the password is checked
 * @param tls None, SSL or X509: how the account has to come
 * @param limits by the word that SQL has for them; 0: none
 */
record AccountOptions(Optional<String> plugin, Optional<String> tls, Map<String, Integer> limits) {
  private static final Map<String, String> LIMITS =
      Map.of(
          "queriesPerHour", "MAX_QUERIES_PER_HOUR", "updatesPerHour", "MAX_UPDATES_PER_HOUR", "connectionsPerHour", "MAX_CONNECTIONS_PER_HOUR");
  /** As the server has them on record. */
  private static final Map<String, String> TLS = Map.of("None", "", "SSL", "ANY", "X509", "X509");
  private static final List<String> PLUGINS = List.of("caching_sha2_password", "mysql_native_password", "sha256_password");

  AccountOptions {
    limits = Map.copyOf(limits);
  }

  /** @param tls as the server has it on record */
  record Present(String tls, Map<String, Integer> limits) {

    /** Whether a password alone lets nobody in. */
    boolean needsCertificate() {
      return tls.equals("X509") || tls.equals("SPECIFIED");
    }
  }

  /** @throws dev.sluice.engine.EngineException InvalidSpec for what there isn't */
  static AccountOptions of(Map<String, Object> options, AccountDialect dialect, String product) {
    var plugin = Optional.ofNullable((String) options.get("authenticationPlugin"));
    plugin.filter(name -> !dialect.choosesPlugins() || !PLUGINS.contains(name)).ifPresent(name -> {
      throw invalid("authenticationPlugin " + name + ", which can't be chosen on " + product + "; remove it");
    });
    var tls = Optional.ofNullable((String) options.get("requireTls"));
    tls.filter(word -> !TLS.containsKey(word)).ifPresent(word -> {
      throw invalid("requireTls " + word + "; write None, SSL or X509");
    });
    var limits = new TreeMap<String, Integer>();
    if (options.get("limits") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> {
        if (!LIMITS.containsKey(name) || !(value instanceof Integer most) || most < 0) {
          throw invalid("limit " + name + "; there are queriesPerHour, updatesPerHour and connectionsPerHour, and 0 is none");
        }
        limits.put(LIMITS.get(name), most);
      });
    }
    return new AccountOptions(plugin, tls, limits);
  }

  /** Whether the password has to be set in another way, and so anew. */
  boolean isOtherPlugin(AccountRow row) {
    return plugin.filter(wanted -> row.found().filter(there -> !there.plugin().equals(wanted)).isPresent()).isPresent();
  }

  /**
   * What differs, but for the plugin, which goes with the password.
   *
   * @param label before what is said of the account
   */
  List<RoleStep> steps(String label, String alter, Present present) {
    var steps = new ArrayList<RoleStep>();
    tls.filter(word -> !TLS.get(word).equals(present.tls())).ifPresent(word ->
        steps.add(RoleStep.of(label + "requireTls " + words(present.tls()) + " -> " + word, alter + " REQUIRE " + word.toUpperCase(Locale.ROOT))));
    limits.forEach((word, most) -> {
      var there = present.limits().getOrDefault(word, 0);
      if (!most.equals(there)) {
        steps.add(RoleStep.of(label + word.toLowerCase(Locale.ROOT).replace('_', ' ') + " " + there + " -> " + most, alter + " WITH " + word + " " + most));
      }
    });
    return steps;
  }

  private static String words(String recorded) {
    return TLS.entrySet().stream().filter(one -> one.getValue().equals(recorded)).findFirst().map(Map.Entry::getKey).orElse(recorded);
  }

  private static RuntimeException invalid(String what) {
    return Admission.permanent(Reasons.INVALID_SPEC, "spec.forProvider has " + what + ".");
  }
}
