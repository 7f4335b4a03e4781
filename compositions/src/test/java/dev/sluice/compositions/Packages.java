package dev.sluice.compositions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.crossplane.CrossplaneProgram;
import dev.sluice.local.crossplane.PackageImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Our packages as they are shipped, put into the registry under the names that manifests have for them.
 */
record Packages(Crossplane crossplane) {
  static final String PROVIDER = "provider-sluice";
  static final String FUNCTION = "function-sluice";
  static final String CONFIGURATION = "configuration-sluice-app";
  /** The version that manifests ask for. */
  static final String VERSION = "v0.1.0";
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  Packages {
    requireNonNull(crossplane, "crossplane is null");
  }

  /** Of a Crossplane that takes both registries' packages from its own. */
  static Packages of(Crossplane crossplane) {
    crossplane.redirect("xpkg.sluice.dev");
    crossplane.redirect("xpkg.crossplane.io");
    return new Packages(crossplane);
  }

  void pushProvider() {
    pushProvider(VERSION, UnaryOperator.identity());
  }

  /**
   * @param change made to the package's YAML
   */
  void pushProvider(String version, UnaryOperator<String> change) {
    crossplane.registry().push(PackageImage.of(change.apply(output("package/package-yaml.sh", "provider"))), PROVIDER, version);
  }

  /** The Configuration and the functions that it depends on. */
  void pushConfiguration() {
    crossplane.pushPackage(CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM);
    crossplane.pushPackage(CrossplaneProgram.FUNCTION_AUTO_READY);
    crossplane.registry().push(PackageImage.of(output("package/package-yaml.sh", "function")), FUNCTION, VERSION);
    crossplane.registry().push(PackageImage.of(output("compositions/package-yaml.sh")), CONFIGURATION, VERSION);
  }

  static String file(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String output(String script, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("sh", ROOT.resolve(script).toString()));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(script + " ended with code " + process.exitValue());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(script + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
