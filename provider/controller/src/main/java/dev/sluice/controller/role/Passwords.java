package dev.sluice.controller.role;

import dev.sluice.api.role.RoleParameters;
import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The passwords of roles. A generated one is kept in the role's connection secret and nowhere else: what that says is what the
 * server is brought to, so that a crash between the two is made up for by itself.
 */
final class Passwords {
  private static final String KEY = "password";
  /** Of letters and digits alone, which mean nothing to any shell or URL: some 190 bits. */
  private static final int LENGTH = 32;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Secrets secrets;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Password> unpublished = new ConcurrentHashMap<>();

  Passwords(Secrets secrets) {
    this.secrets = Objects.requireNonNull(secrets, "secrets");
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

  /** What was published, or else what will be. */
  Password generated(Subject<RoleParameters, ?> subject, WakeUps.Reads reads) {
    var published = published(subject, reads);
    if (published.isPresent()) {
      unpublished.remove(subject.uid());
    }
    return published.orElseGet(() -> unpublished.computeIfAbsent(subject.uid(), uid -> generate()));
  }

  private Optional<Password> published(Subject<RoleParameters, ?> subject, WakeUps.Reads reads) {
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
    return secrets.values(namespace, reference.name(), reads).map(values -> values.get(KEY)).filter(value -> !value.isEmpty()).map(Password::new);
  }

  void forget(String uid) {
    unpublished.remove(uid);
  }

  private Password generate() {
    return new Password(
        random.ints(LENGTH, 0, ALPHABET.length()).mapToObj(at -> String.valueOf(ALPHABET.charAt(at))).collect(Collectors.joining()));
  }
}
