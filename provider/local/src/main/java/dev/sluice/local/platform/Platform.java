package dev.sluice.local.platform;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Operating system and processor, in Go's words: {@code linux} or {@code darwin}, {@code amd64} or {@code arm64}.
 */
public record Platform(String os, String architecture) {
  public Platform {
    requireNonNull(os, "os is null");
    requireNonNull(architecture, "architecture is null");
  }

  /**
   * @throws IllegalStateException on any other system
   */
  public static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String osName, String osArchitecture) {
    return new Platform(os(osName), architecture(osArchitecture));
  }

  @Override
  public String toString() {
    return os + "-" + architecture;
  }

  private static String os(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("linux")) {
      return "linux";
    }
    if (lower.startsWith("mac")) {
      return "darwin";
    }
    throw new IllegalStateException("the embedded servers run on Linux and macOS, not on " + name
        + ": use --kubeconfig and --jdbc-url with servers of your own");
  }

  private static String architecture(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> throw new IllegalStateException("the embedded servers run on x86-64 and arm64, not on " + name
          + ": use --kubeconfig and --jdbc-url with servers of your own");
    };
  }
}
