package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.StatementRules.Proof;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationEffect.Goal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether a statement whose outcome nobody saw took effect: the catalog before it was sent against the catalog now. Kept as
 * lines: the session's database, then the state of the object of each effect. The session that sent it must have ended.
 */
final class MySqlFamilyMigrationEvidence {
  private MySqlFamilyMigrationEvidence() {}

  /** Empty where the catalog wouldn't show the statement's effect. */
  static Optional<String> before(Connection connection, String sql) throws SQLException {
    var effects = MySqlFamilyMigrationEffects.of(sql).list();
    if (effects.isEmpty()) {
      return Optional.empty();
    }
    var database = MySqlFamilyMigrationCatalog.database(connection);
    var lines = new ArrayList<String>();
    lines.add(database);
    lines.addAll(states(connection, database, effects));
    return Optional.of(String.join("\n", lines));
  }

  static Proof after(Connection connection, String sql, Optional<String> before) throws SQLException {
    var effects = MySqlFamilyMigrationEffects.of(sql);
    if (effects.list().isEmpty()) {
      return effects.otherwise();
    }
    var lines = before.map(text -> text.lines().toList()).orElse(List.of());
    if (lines.size() != effects.list().size() + 1) {
      return Proof.UNKNOWN;
    }
    return judge(effects, lines.subList(1, lines.size()), states(connection, lines.getFirst(), effects.list()));
  }

  /** All effects come at once, so that one voice is enough and two that disagree are worth nothing. */
  static Proof judge(MySqlFamilyMigrationEffects effects, List<String> before, List<String> now) {
    var votes = EnumSet.noneOf(Proof.class);
    var refused = false;
    for (var i = 0; i < effects.list().size(); i++) {
      var effect = effects.list().get(i);
      if (effect.goal() == Goal.CHANGED) {
        if (!before.get(i).equals(now.get(i))) {
          votes.add(Proof.APPLIED);
        }
      } else if (wanted(effect, before.get(i))) {
        refused |= !effect.tolerant();
      } else {
        votes.add(wanted(effect, now.get(i)) ? Proof.APPLIED : Proof.NOT_APPLIED);
      }
    }
    if (votes.size() > 1 || votes.contains(Proof.APPLIED) && !effects.whole()) {
      return Proof.UNKNOWN;
    }
    // Where the object was as wanted before, the server refused the statement or would do so again.
    return votes.stream().findFirst().orElse(refused ? Proof.NOT_APPLIED : effects.otherwise());
  }

  private static boolean wanted(MySqlFamilyMigrationEffect effect, String state) {
    return (effect.goal() == Goal.ABSENT) == state.equals(MySqlFamilyMigrationCatalog.ABSENT);
  }

  private static List<String> states(Connection connection, String database, List<MySqlFamilyMigrationEffect> effects) throws SQLException {
    var states = new ArrayList<String>();
    for (var effect : effects) {
      states.add(MySqlFamilyMigrationCatalog.state(connection, effect, database));
    }
    return states;
  }
}
