package dev.sluice.compositions.bundle;

import dev.sluice.local.crossplane.CrossplaneProgram;
import dev.sluice.local.crossplane.Renderer;
import java.nio.file.Path;
import java.util.List;

/** The functions that the Compositions call, by the names that they call them, as processes. */
final class Functions {
  private Functions() {}

  static Renderer start() {
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Renderer.create(System.err::println)
        .function("crossplane-contrib-function-patch-and-transform", CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM)
        .function("crossplane-contrib-function-auto-ready", CrossplaneProgram.FUNCTION_AUTO_READY)
        .function("function-sluice", address -> List.of(
            java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", classPath, "dev.sluice.function.Main", "--insecure", "--address", address));
  }
}
