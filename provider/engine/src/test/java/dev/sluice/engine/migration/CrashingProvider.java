package dev.sluice.engine.migration;

import dev.sluice.engine.postgresql.PostgreSqlMigrationTestDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A provider in a JVM of its own, to be killed. Arguments: host, port, user, password, database, folder with the files, and
 * at which statement of the run to stop for ever (0: at none).
 */
final class CrashingProvider {
  private CrashingProvider() {}

  public static void main(String[] args) throws Exception {
    var url = "jdbc:postgresql://" + args[0] + ":" + args[1] + "/";
    var files = new TreeMap<String, String>();
    try (var folder = Files.list(Path.of(args[5]))) {
      for (var file : folder.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    var sessions = new DirectSessions(database -> DriverManager.getConnection(url + database, args[2], args[3]));
    var dialect = PostgreSqlMigrationTestDialect.of(args[0], Integer.parseInt(args[1]), args[2], args[3]);
    var stopAt = Integer.parseInt(args[6]);
    var recorder = new Recorder[1];
    recorder[0] = Recorder.listening(told -> {
      if (recorder[0].progress.size() == stopAt) {
        System.out.println("stopped");
        stop();
      }
    });
    new FlywayMigrations(sessions, dialect, Clock.systemUTC()).apply(Designs.of(args[4], files).design(), recorder[0]);
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
