package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * MySQL or MariaDB. The provider has a user of its own, so that its sessions can be told from the benchmark's.
 */
final class MySqlFamilyProduct implements MeasuredProduct {
  private static final String USER = "sluice";
  private static final String NO_DATABASE = "";
  private static final String OTHER_COLLATION = "utf8mb4_bin";
  private static final String SETTINGS = """
      SELECT CONCAT(', its defaults: innodb_flush_log_at_trx_commit ', @@innodb_flush_log_at_trx_commit, ', sync_binlog ',
        @@sync_binlog, ', log_bin ', @@log_bin, ', innodb_doublewrite ', @@innodb_doublewrite, ', innodb_buffer_pool_size ',
        @@innodb_buffer_pool_size DIV 1048576, ' MiB, innodb_log_file_size ', @@innodb_log_file_size DIV 1048576, ' MiB, ',
        @@max_connections, ' connections')""";

  private static final String COSTS = """
      Requests, sessions and processor time are counted until the last session had closed; processor times include children \
      and what %1$s does in the background. %1$s has no statement for a checkpoint: work of before may be in there. Since %1$s \
      commits each CREATE and ALTER by itself, the provider notes every statement of a file in a table of its own, before and \
      after it.""";

  private static final MigrationFiles THREE = MigrationFiles.three(
      """
      CREATE TABLE orders (
        id       bigint AUTO_INCREMENT PRIMARY KEY,
        customer varchar(100) NOT NULL,
        quantity int NOT NULL CHECK (quantity > 0)
      );
      """,
      """
      CREATE TABLE items (
        id       bigint AUTO_INCREMENT PRIMARY KEY,
        order_id bigint NOT NULL,
        name     varchar(120) NOT NULL,
        FOREIGN KEY (order_id) REFERENCES orders (id)
      );
      CREATE INDEX items_by_order ON items (order_id);
      """,
      """
      INSERT INTO orders (customer, quantity) VALUES ('Ada', 1), ('Grace', 100), ('Edgar', 12);
      INSERT INTO items (order_id, name) SELECT id, CONCAT('item of ', customer) FROM orders;
      """);
  private static final MigrationFiles FOURTH = MigrationFiles.fourth("ALTER TABLE orders ADD COLUMN total decimal(12,2);\n");

  private final MySqlFamilyMember member;
  private final EmbeddedServer server;
  private final Administration administration;

  private MySqlFamilyProduct(MySqlFamilyMember member, EmbeddedServer server) {
    this.member = requireNonNull(member, "member is null");
    this.server = requireNonNull(server, "server is null");
    this.administration = new Administration(database -> DriverManager.getConnection(server.jdbcUrl(database), login(member, server)));
  }

  static MySqlFamilyProduct start(MySqlFamilyMember member, Path folder) {
    MySqlFamilyProduct product = new MySqlFamilyProduct(member, member.start(folder));
    product.administration.execute(NO_DATABASE, List.of(
        "CREATE USER " + USER + "@'%' IDENTIFIED BY '" + product.server.password() + "'",
        "GRANT ALL ON *.* TO " + USER + "@'%' WITH GRANT OPTION"));
    return product;
  }

  @Override
  public MeasuredEngine engine() {
    return member.engine();
  }

  @Override
  public String version() {
    return administration.version(NO_DATABASE) + administration.text(NO_DATABASE, SETTINGS)
        + ", TLS (mode " + engine().tlsMode() + "), " + member.setting();
  }

  @Override
  public Access access() {
    return Access.network(engine(), server.host(), server.port(), USER, server.password());
  }

  @Override
  public Applied applied() {
    return new Applied(section(member.collation()), section(OTHER_COLLATION), "collation", THREE, FOURTH);
  }

  @Override
  public Remarks remarks() {
    return new Remarks("A Database is more than CREATE DATABASE: a table in it names its owner.", COSTS.formatted(engine().id()));
  }

  @Override
  public PlainWork plain() {
    return new PlainSql(administration, NO_DATABASE, "CHARACTER SET utf8mb4 COLLATE " + member.collation(),
        "COLLATE " + OTHER_COLLATION, new PlainFiles(administration, Optional.empty(), Optional.empty()));
  }

  @Override
  public void create(List<String> databases) {
    administration.execute(NO_DATABASE, databases.stream().map(name -> "CREATE DATABASE " + name).toList());
  }

  @Override
  public void drop(List<String> databases) {
    administration.execute(NO_DATABASE, databases.stream().map(name -> "DROP DATABASE IF EXISTS " + name).toList());
  }

  @Override
  public void checkpoint() {
    // Neither product has a statement for it outside of debug builds.
  }

  @Override
  public Optional<Sessions> sessions() {
    return Optional.of(member.sessions(administration, USER));
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(server.pid());
  }

  @Override
  public void close() {
    server.close();
  }

  private String section(String collation) {
    return engine().word() + ":\n  characterSet: utf8mb4\n  collation: " + collation + "\n";
  }

  /** As the provider logs in, so that both pay for the same handshake. */
  private static Properties login(MySqlFamilyMember member, EmbeddedServer server) {
    Properties properties = new Properties();
    properties.setProperty("user", server.username());
    properties.setProperty("password", server.password());
    properties.setProperty("sslMode", member.sslMode());
    return properties;
  }
}
