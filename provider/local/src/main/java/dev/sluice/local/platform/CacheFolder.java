package dev.sluice.local.platform;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The user's cache folder, where binaries are kept between runs: {@code $XDG_CACHE_HOME/sluice}, else
 * {@code ~/Library/Caches/sluice} on macOS, else {@code ~/.cache/sluice}.
 */
public record CacheFolder(Path path) {
  public CacheFolder {
    requireNonNull(path, "path is null");
  }

  public static CacheFolder ofUser() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")), Platform.current());
  }

  static CacheFolder of(Map<String, String> environment, Path home, Platform platform) {
    Path ownDefault = platform.os().equals("darwin") ? home.resolve("Library/Caches") : home.resolve(".cache");
    return new CacheFolder(Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElse(ownDefault)
        .resolve("sluice"));
  }

  public Path resolve(String relative) {
    return path.resolve(relative);
  }
}
