package dev.sluice.engine.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A provider in a JVM of its own, to be killed. Arguments: database, folder with the files, at which statement of the run
 * to stop for ever (0: at none), and those of the {@link TestProduct}.
 */
final class CrashingProvider {
  private CrashingProvider() {}

  public static void main(String[] args) throws Exception {
    var files = new TreeMap<String, String>();
    try (var folder = Files.list(Path.of(args[1]))) {
      for (var file : folder.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    var product = TestProducts.of(List.of(args).subList(3, args.length));
    var stopAt = Integer.parseInt(args[2]);
    var recorder = new Recorder[1];
    recorder[0] = Recorder.listening(told -> {
      if (recorder[0].progress.size() == stopAt) {
        System.out.println("stopped");
        stop();
      }
    });
    TestDatabase.of(product, args[0]).migrations().apply(Designs.of(args[0], files).design(), recorder[0]);
    System.out.println("done");
  }

  private static void stop() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
