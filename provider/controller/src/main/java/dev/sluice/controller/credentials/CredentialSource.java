package dev.sluice.controller.credentials;

import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where the endpoint, port, username and password of a ProviderConfig stand. */
public final class CredentialSource {
  private final LocalSources allowed;
  private final UnaryOperator<String> environment;

  /**
   * What the operator's own configuration lets a ProviderConfig read beside Secrets; nothing, unless it says so.
   *
   * @param prefixes of variables of the provider's environment
   * @param folders below which files may be read
   * @param dataFolders below which databases may be files
   */
  public record LocalSources(List<String> prefixes, List<Path> folders, List<Path> dataFolders) {
    public LocalSources {
      prefixes = List.copyOf(prefixes);
      folders = List.copyOf(folders);
      dataFolders = List.copyOf(dataFolders);
    }
  }

  CredentialSource(LocalSources allowed, UnaryOperator<String> environment) {
    this.allowed = Objects.requireNonNull(allowed, "allowed");
    this.environment = Objects.requireNonNull(environment, "environment");
  }

  /** Values by key, for a source that is not a Secret; the keys are those that a Secret would have. */
  Function<String, Optional<String>> open(ObjectKey config, ProviderConfigSpec.Credentials credentials) {
    return switch (credentials.source()) {
      case "Environment" -> fromEnvironment(config, credentials.env().prefix());
      case "Filesystem" -> fromFolder(config, Path.of(credentials.fs().path()));
      default ->
          throw Problems.invalid(
              config, "spec.credentials.source is " + credentials.source() + "; use Secret, Environment or Filesystem");
    };
  }

  private Function<String, Optional<String>> fromEnvironment(ObjectKey config, String prefix) {
    if (allowed.prefixes.stream().noneMatch(prefix::startsWith)) {
      throw Problems.notAllowed(
          config,
          "spec.credentials.env.prefix %s is not below a prefix that the provider was started with (--credentials-env-prefix)"
              .formatted(prefix));
    }
    return key -> Optional.ofNullable(environment.apply(prefix + key.toUpperCase(java.util.Locale.ROOT)));
  }

  private Function<String, Optional<String>> fromFolder(ObjectKey config, Path folder) {
    return key -> {
      var file = folder.resolve(key).normalize();
      // Before the file is looked for: whether it exists is nobody's business elsewhere.
      if (allowed.folders.stream().noneMatch(f -> file.startsWith(f.toAbsolutePath().normalize()))) {
        throw notBelow(config, folder);
      }
      try {
        // Symbolic links are followed: a mounted Secret consists of them, and one could lead elsewhere.
        var real = file.toRealPath();
        if (allowed.folders.stream().noneMatch(f -> isBelow(real, f))) {
          throw notBelow(config, folder);
        }
        return Optional.of(Files.readString(real).strip());
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw Problems.missing("WaitingForCredentials", "%s: %s can't be read (%s).".formatted(config, file, e.getClass().getSimpleName()));
      }
    };
  }

  private static EngineException notBelow(ObjectKey config, Path folder) {
    return Problems.notAllowed(
        config,
        "spec.credentials.fs.path %s is not below a folder that the provider was started with (--credentials-folder)"
            .formatted(folder));
  }

  private static boolean isBelow(Path real, Path folder) {
    try {
      return real.startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The values of a Secret, decoded. */
  static Function<String, Optional<String>> ofSecret(Map<String, String> values) {
    return key -> Optional.ofNullable(values.get(key));
  }
}
