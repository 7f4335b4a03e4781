package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A provider in a JVM of its own, to be killed, or to have fewer rights. Arguments: the folder of the databases, a database,
 * and either {@code try} or the folder with the files and at which statement of the run to stop for ever (0: at none).
 */
final class SqliteProcess {
  private SqliteProcess() {}

  public static void main(String[] args) throws Exception {
    try (var server = new Volume(Path.of(args[0])).openPatiently()) {
      if (args[2].equals("try")) {
        say(() -> server.facts());
        say(() -> server.databases().create(Volume.design("fresh")));
        say(() -> Migrating.apply(server, Migrating.design(args[1], "V1__t.sql", "CREATE TABLE t (a);")));
        return;
      }
      var files = new TreeMap<String, String>();
      try (var folder = Files.list(Path.of(args[2]))) {
        for (var file : folder.toList()) {
          files.put(file.getFileName().toString(), Files.readString(file));
        }
      }
      var stopAt = Integer.parseInt(args[3]);
      var run = new Migrating[1];
      run[0] = new Migrating(told -> {
        if (run[0].progress.size() == stopAt) {
          System.out.println("stopped");
          stop();
        }
      });
      System.out.println("ready");
      var design = Migrating.design(args[1], files, Duration.ZERO, Duration.ofMinutes(2));
      try {
        server.migrations().apply(design, run[0]);
        System.out.println("done");
      } catch (EngineException e) {
        System.out.println(e.failure());
      }
    }
  }

  private static void say(Runnable work) {
    try {
      work.run();
      System.out.println("went through");
    } catch (EngineException e) {
      System.out.println(e.failure().getClass().getSimpleName() + " " + e.failure().reason() + " " + e.failure().message());
    }
  }

  private static void stop() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
