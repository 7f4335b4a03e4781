package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** PostgreSQL with its defaults. */
final class PostgreSqlProduct implements MeasuredProduct {
  private static final int MAJOR = 18;
  /** Away from those that are counted: its sessions are the benchmark's own. */
  private static final String OWN = "benchmark";
  private static final String HOME = "postgres";

  private static final Applied APPLIED = new Applied("", "connectionLimit: 20\n", "connectionLimit",
      MigrationFiles.three(
          """
          CREATE TABLE orders (
            id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer text NOT NULL,
            quantity integer NOT NULL CHECK (quantity > 0)
          );
          """,
          """
          CREATE TABLE items (
            id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            order_id bigint NOT NULL REFERENCES orders (id),
            name     text NOT NULL
          );
          CREATE INDEX items_by_order ON items (order_id);
          """,
          """
          INSERT INTO orders (customer, quantity) VALUES ('Ada', 1), ('Grace', 100), ('Edgar', 12);
          INSERT INTO items (order_id, name) SELECT id, 'item of ' || customer FROM orders;
          """),
      MigrationFiles.fourth("ALTER TABLE orders ADD COLUMN total numeric(12,2);\n"));

  private static final Remarks REMARKS = new Remarks(
      "A Database is more than CREATE DATABASE: PUBLIC loses CONNECT and TEMP, and a comment names its owner.",
      "Requests, sessions and processor time are counted until the last session had closed; processor times include children"
          + " and what PostgreSQL does in the background. A checkpoint ran before.");

  private final EmbeddedPostgreSql server;
  private final Administration administration;

  private PostgreSqlProduct(EmbeddedPostgreSql server) {
    this.server = requireNonNull(server, "server is null");
    this.administration = new Administration(server::connect);
  }

  static PostgreSqlProduct start(Path folder) {
    PostgreSqlProduct product = new PostgreSqlProduct(EmbeddedPostgreSql.builder(MAJOR).workFolder(folder).start());
    product.administration.execute(HOME, List.of("CREATE DATABASE " + OWN));
    return product;
  }

  @Override
  public MeasuredEngine engine() {
    return MeasuredEngine.POSTGRESQL;
  }

  @Override
  public String version() {
    return administration.version(OWN) + ", its defaults: fsync on, 100 connections, SCRAM, no TLS";
  }

  @Override
  public Access access() {
    return Access.network(engine(), server.host(), server.port(), server.username(), server.password());
  }

  @Override
  public Applied applied() {
    return APPLIED;
  }

  @Override
  public Remarks remarks() {
    return REMARKS;
  }

  @Override
  public PlainWork plain() {
    return new PlainSql(administration, HOME, "", "CONNECTION LIMIT 20",
        new PlainFiles(administration, Optional.of(Psql.NAME), Psql.of(server)));
  }

  @Override
  public boolean hasSchemas() {
    return true;
  }

  @Override
  public void create(List<String> databases) {
    administration.execute(
        OWN, databases.stream().flatMap(name -> Stream.of("CREATE ROLE " + name + "_owner", "CREATE DATABASE " + name + " OWNER " + name + "_owner")).toList());
  }

  @Override
  public void drop(List<String> databases) {
    administration.execute(OWN, databases.stream().flatMap(PostgreSqlProduct::removal).toList());
  }

  /** Its owner and its runner, too, and the role that was for it. */
  private static Stream<String> removal(String database) {
    return Stream.concat(
        Stream.of("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)"),
        Stream.of("_owner_runner", "_owner", "").map(end -> "DROP ROLE IF EXISTS " + database + end));
  }

  @Override
  public void checkpoint() {
    administration.execute(OWN, List.of("CHECKPOINT"));
  }

  @Override
  public Optional<Sessions> sessions() {
    return Optional.of(new PostgreSqlSessions(administration, OWN));
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(server.pid());
  }

  @Override
  public void close() {
    server.close();
  }
}
