package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.nio.file.Path;

/** What tells MySQL from MariaDB here. */
enum MySqlFamilyMember {
  MYSQL(MeasuredEngine.MYSQL, "utf8mb4_0900_ai_ci", "REQUIRED", "performance_schema on") {
    @Override
    EmbeddedServer start(Path folder) {
      return EmbeddedMySql.builder().tls().workFolder(folder)
          .parameter("log-bin", "binlog")
          .parameter("performance-schema", "ON")
          .parameter("innodb-buffer-pool-size", "128M")
          .parameter("innodb-log-file-size", "48M")
          .start();
    }

    @Override
    Sessions sessions(Administration administration, String user) {
      return new MySqlSessions(administration, user);
    }
  },
  MARIADB(MeasuredEngine.MARIADB, "utf8mb4_unicode_ci", "trust", "and userstat on, which counts sessions") {
    @Override
    EmbeddedServer start(Path folder) {
      return EmbeddedMariaDb.builder().tls().workFolder(folder)
          .parameter("userstat", "ON")
          .parameter("innodb-buffer-pool-size", "128M")
          .parameter("innodb-log-file-size", "96M")
          .start();
    }

    @Override
    Sessions sessions(Administration administration, String user) {
      return new MariaDbSessions(administration, user);
    }
  };

  private final MeasuredEngine engine;
  private final String collation;
  private final String sslMode;
  private final String setting;

  MySqlFamilyMember(MeasuredEngine engine, String collation, String sslMode, String setting) {
    this.engine = requireNonNull(engine, "engine is null");
    this.collation = requireNonNull(collation, "collation is null");
    this.sslMode = requireNonNull(sslMode, "sslMode is null");
    this.setting = requireNonNull(setting, "setting is null");
  }

  MeasuredEngine engine() {
    return engine;
  }

  /** As in its example. */
  String collation() {
    return collation;
  }

  /** What its driver calls TLS without a check of the certificate. */
  String sslMode() {
    return sslMode;
  }

  /** That makes it tell of sessions. */
  String setting() {
    return setting;
  }

  /** With its defaults, where the embedded servers have smaller or quicker settings, and TLS. */
  abstract EmbeddedServer start(Path folder);

  /** Those of the user. */
  abstract Sessions sessions(Administration administration, String user);
}
