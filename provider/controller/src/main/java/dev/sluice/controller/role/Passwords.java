package dev.sluice.controller.role;

import dev.sluice.api.role.RoleObservation;
import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.Roles;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The passwords of roles. A generated one is kept in the role's connection secret and nowhere else: what that says is what the
 * server is brought to, so that a crash between the two is made up for by itself.
 */
final class Passwords {
  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";

  private final Secrets secrets;
  private final Clock clock;
  private final Map<String, Credential> unpublished = new ConcurrentHashMap<>();

  Passwords(Secrets secrets, Clock clock) {
    this.secrets = Objects.requireNonNull(secrets, "secrets");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** @return empty where the manifest leaves it to us */
  Optional<Password> given(Subject<RoleParameters, ?> subject, WakeUps.Reads reads) {
    return Optional.ofNullable(subject.parameters().passwordSecretRef()).filter(reference -> subject.parameters().logsIn()).map(reference -> {
      var namespace = subject.namespace().orElse(reference.namespace());
      secrets.version(namespace, reference.name(), reads);
      return secrets.values(namespace, reference.name(), reads)
          .map(values -> values.get(reference.key()))
          .filter(value -> !value.isEmpty())
          .map(Password::new)
          .orElseThrow(() -> new EngineException(
              new Failure.Transient(
                  Reason.WaitingForReference.name(),
                  "Secret %s/%s with key %s, which spec.forProvider.passwordSecretRef names, is not there yet."
                      .formatted(namespace, reference.name(), reference.key()),
                  Optional.empty())));
    });
  }

  /** What will be published, or else what was; where there is neither, a new one. */
  Credential generated(Subject<RoleParameters, RoleObservation> subject, Roles roles, String role, WakeUps.Reads reads) {
    var published = published(subject, roles, role, reads);
    var turn = Optional.ofNullable(unpublished.get(subject.uid())).filter(made -> isStillMeant(made, published, subject.parameters(), role));
    if (turn.isPresent() && published.filter(there -> same(there, turn.get())).isPresent()) {
      unpublished.remove(subject.uid());
      return published.get();
    }
    return turn.or(() -> published).orElseGet(() -> turned(subject.uid(), username(subject, roles.logins(role), role)));
  }

  /** One of two logins that was never handed out isn't, once no two take turns: nobody may have been able to make it. */
  private static boolean isStillMeant(Credential made, Optional<Credential> published, RoleParameters wanted, String role) {
    return made.username().equals(role)
        || Rotation.of(wanted).filter(Rotation::alternates).isPresent()
        || published.filter(there -> there.username().equals(made.username())).isPresent();
  }

  /** Where a Secret was lost, those who read it before can still log in, if there are two logins. */
  private static String username(Subject<RoleParameters, RoleObservation> subject, List<String> logins, String role) {
    var last = subject.observation().map(RoleObservation::username).filter(logins::contains).orElse(role);
    return Rotation.of(subject.parameters()).map(rotation -> rotation.next(logins, last)).orElse(last);
  }

  /** A new one, to be published. */
  Credential turned(String uid, String username) {
    var made = new Credential(username, Optional.of(Password.random()), Optional.of(Instant.now(clock).truncatedTo(ChronoUnit.SECONDS)));
    unpublished.put(uid, made);
    return made;
  }

  private static boolean same(Credential one, Credential other) {
    return one.username().equals(other.username()) && one.password().equals(other.password());
  }

  private Optional<Credential> published(Subject<RoleParameters, ?> subject, Roles roles, String role, WakeUps.Reads reads) {
    var reference = subject.spec().writeConnectionSecretToRef();
    if (reference == null) {
      throw new EngineException(
          new Failure.Permanent(
              Reasons.INVALID_SPEC,
              "A role that logs in needs a password: name a Secret in spec.writeConnectionSecretToRef, to which a generated one is written,"
                  + " or give one by spec.forProvider.passwordSecretRef; or set login: false.",
              Optional.empty()));
    }
    var namespace = subject.namespace().orElse(reference.namespace());
    if (secrets.version(namespace, reference.name(), reads).isEmpty()) {
      return Optional.empty();
    }
    return secrets.values(namespace, reference.name(), reads)
        .filter(values -> !values.getOrDefault(PASSWORD, "").isEmpty())
        .map(values -> {
          var username = values.getOrDefault(USERNAME, role);
          var login = roles.logins(role).stream().filter(one -> roles.username(one).equals(username)).findFirst();
          return new Credential(login.orElse(role), Optional.of(new Password(values.get(PASSWORD))), Optional.empty());
        });
  }

  void forget(String uid) {
    unpublished.remove(uid);
  }
}
