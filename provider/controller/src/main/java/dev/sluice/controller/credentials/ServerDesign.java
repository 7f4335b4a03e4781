package dev.sluice.controller.credentials;

import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.controller.runtime.GoDuration;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a ProviderConfig says and refers to, and makes a {@link Server} of it. */
final class ServerDesign {
  private final Secrets secrets;
  private final CredentialSource others;
  private final List<Path> dataFolders;

  /** @param dataFolders below which databases may be files */
  ServerDesign(Secrets secrets, CredentialSource others, List<Path> dataFolders) {
    this.secrets = Objects.requireNonNull(secrets, "secrets");
    this.others = Objects.requireNonNull(others, "others");
    this.dataFolders = List.copyOf(dataFolders);
  }

  /** @param namespace where a namespaced ProviderConfig reads its Secrets, whatever the reference says */
  Server read(ObjectKey config, ProviderConfigSpec spec, Engine engine, Optional<String> namespace, WakeUps.Reads reads) {
    var sections = spec.sections();
    sections.keySet().stream()
        .filter(id -> !id.equals(engine.id()))
        .findFirst()
        .ifPresent(id -> {
          throw Problems.invalid(config, "it has a section for %s, and spec.engine is %s; remove the section".formatted(id, engine.id()));
        });
    return new Server(
        Optional.ofNullable(spec.credentials()).map(c -> login(config, c, engine, namespace, reads)),
        Optional.ofNullable(spec.defaultDatabase()),
        tls(config, spec.tls(), namespace, reads),
        timeouts(config, spec.timeouts()),
        Optional.ofNullable(spec.maxSessions()).orElse(4),
        sections.getOrDefault(engine.id(), Map.of()),
        dataFolders);
  }

  private Server.Login login(
      ObjectKey config, ProviderConfigSpec.Credentials credentials, Engine engine, Optional<String> namespace, WakeUps.Reads reads) {
    var place = SecretPlace.of(config, credentials.secretRef(), namespace);
    var values =
        "Secret".equals(credentials.source()) ? fromSecret(place, reads) : others.open(config, credentials);
    var keys = credentials.keys() == null ? new ProviderConfigSpec.Keys(null, null, null, null) : credentials.keys();
    var host =
        Optional.ofNullable(credentials.endpoint())
            .or(() -> values.apply(name(keys.endpoint(), "endpoint")))
            .filter(h -> !h.isBlank())
            .map(h -> complete(h.strip(), place))
            .orElseThrow(() -> lacks(config, credentials, name(keys.endpoint(), "endpoint"), "spec.credentials.endpoint"));
    var port =
        Optional.ofNullable(credentials.port())
            .or(() -> values.apply(name(keys.port(), "port")).map(p -> port(config, p)))
            .or(() -> engine.defaultPort().stream().boxed().findFirst())
            .orElseThrow(() -> lacks(config, credentials, name(keys.port(), "port"), "spec.credentials.port"));
    var username =
        values
            .apply(name(keys.username(), "username"))
            .filter(u -> !u.isBlank())
            .orElseThrow(() -> lacks(config, credentials, name(keys.username(), "username"), "spec.credentials.keys"));
    var password =
        values
            .apply(name(keys.password(), "password"))
            .orElseThrow(() -> lacks(config, credentials, name(keys.password(), "password"), "spec.credentials.keys"));
    return new Server.Login(host, port, username, new Password(password));
  }

  private Function<String, Optional<String>> fromSecret(Optional<SecretPlace> place, WakeUps.Reads reads) {
    var at = place.orElseThrow();
    return CredentialSource.ofSecret(
        secrets
            .values(at.namespace(), at.name(), reads)
            .orElseThrow(
                () ->
                    Problems.missing(
                        "WaitingForCredentials",
                        "Secret %s/%s is not there yet; it should hold the server's credentials."
                            .formatted(at.namespace(), at.name()))));
  }

  private Tls tls(ObjectKey config, ProviderConfigSpec.Tls tls, Optional<String> namespace, WakeUps.Reads reads) {
    if (tls == null) {
      return new Tls(Tls.Mode.VERIFY_FULL, Optional.empty(), Optional.empty());
    }
    var mode = Tls.Mode.valueOf(name(tls.mode(), "verify-full").toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    if (mode == Tls.Mode.DISABLE) {
      return Tls.DISABLED;
    }
    var authority =
        Optional.ofNullable(tls.caSecretRef())
            .map(r -> pem(namespace.orElse(r.namespace()), r.name(), name(r.key(), "ca.crt"), reads));
    var client =
        Optional.ofNullable(tls.clientCertSecretRef())
            .map(
                r ->
                    new Tls.ClientCertificate(
                        pem(namespace.orElse(r.namespace()), r.name(), "tls.crt", reads),
                        new Password(pem(namespace.orElse(r.namespace()), r.name(), "tls.key", reads))));
    return new Tls(mode, authority, client);
  }

  private String pem(String namespace, String name, String key, WakeUps.Reads reads) {
    return secrets
        .values(namespace, name, reads)
        .flatMap(values -> Optional.ofNullable(values.get(key)))
        .orElseThrow(
            () ->
                Problems.missing(
                    "WaitingForCredentials",
                    "Secret %s/%s with key %s is not there yet; spec.tls refers to it.".formatted(namespace, name, key)));
  }

  private static Timeouts timeouts(ObjectKey config, ProviderConfigSpec.Timeouts timeouts) {
    if (timeouts == null) {
      return Timeouts.DEFAULT;
    }
    return new Timeouts(
        duration(config, "connect", timeouts.connect(), Timeouts.DEFAULT.connect()),
        duration(config, "lock", timeouts.lock(), Timeouts.DEFAULT.lock()),
        duration(config, "statement", timeouts.statement(), Timeouts.DEFAULT.statement()));
  }

  private static Duration duration(ObjectKey config, String field, String text, Duration standard) {
    return text == null
        ? standard
        : GoDuration.parse(text)
            .orElseThrow(
                () ->
                    Problems.invalid(
                        config, "spec.timeouts.%s is %s; write a duration such as 5s".formatted(field, text)));
  }

  // A name without a dot is a Service beside the Secret, as other operators write it.
  static String complete(String host, Optional<SecretPlace> place) {
    var single = !host.contains(".") && !host.contains(":") && !host.equals("localhost");
    return single && place.isPresent() ? host + "." + place.get().namespace() + ".svc" : host;
  }

  private static int port(ObjectKey config, String text) {
    try {
      var port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problems.invalid(config, "the credentials' port is not a number from 1 to 65535");
  }

  private static dev.sluice.engine.EngineException lacks(
      ObjectKey config, ProviderConfigSpec.Credentials credentials, String key, String remedy) {
    return Problems.missing(
        "WaitingForCredentials",
        "%s: the credentials (%s) have no %s; add it, or set %s.".formatted(config, credentials.source(), key, remedy));
  }

  private static String name(String given, String standard) {
    return given == null || given.isBlank() ? standard : given;
  }
}
