package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;
import java.util.List;

/**
 * One round of the work without an operator, on a database that is made and dropped in it.
 */
final class PlainBaseline {
  static final String CREATE = "CREATE DATABASE, plain JDBC session opened for it";
  static final String ALTER = "ALTER DATABASE, likewise";
  static final String DROP = "DROP DATABASE, likewise";
  static final String DROP_LATER = "DROP DATABASE, likewise, older than 30 s";
  static final String THREE = "3 files into an empty database, plain";
  static final String FOURTH = "1 more file, plain";

  /** In the order of the report. */
  static final List<String> ROWS = List.of(CREATE, ALTER, DROP, DROP_LATER, THREE, FOURTH);

  private final PlainSql plain;
  private final List<Path> three;
  private final List<Path> fourth;

  PlainBaseline(EmbeddedPostgreSql server, Path work) {
    this.plain = new PlainSql(requireNonNull(server, "server is null"), Psql.onPath());
    this.three = MigrationFiles.three().writeTo(work.resolve("sql/three"));
    this.fourth = MigrationFiles.fourth().writeTo(work.resolve("sql/fourth"));
  }

  /** What the files are executed by, in words. */
  String filesBy() {
    return plain.filesBy();
  }

  /** One that stays, to be dropped when it is old. */
  void keep(String database) {
    plain.statement("CREATE DATABASE " + database);
  }

  void dropKept(String database, Samples samples) {
    samples.add(DROP_LATER, plain.statement("DROP DATABASE " + database));
  }

  void round(String database, Samples samples) {
    samples.add(CREATE, plain.statement("CREATE DATABASE " + database));
    samples.add(ALTER, plain.statement("ALTER DATABASE " + database + " CONNECTION LIMIT 20"));
    samples.add(THREE, plain.files(three, database));
    samples.add(FOURTH, plain.files(fourth, database));
    samples.add(DROP, plain.statement("DROP DATABASE " + database));
  }
}
