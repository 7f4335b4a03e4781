package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Plain work on a server: a statement for each operation, executed by a JDBC session that is opened for it.
 *
 * @param home the database that such a session is opened in
 * @param create what follows the name of the database in CREATE DATABASE; likewise {@code alter}
 */
record PlainSql(Administration administration, String home, String create, String alter, PlainFiles executed) implements PlainWork {
  PlainSql {
    requireNonNull(administration, "administration is null");
    requireNonNull(home, "home is null");
    requireNonNull(create, "create is null");
    requireNonNull(alter, "alter is null");
    requireNonNull(executed, "executed is null");
  }

  @Override
  public Operation creation() {
    return new Operation("CREATE DATABASE", "plain JDBC session opened for it");
  }

  @Override
  public Operation alteration() {
    return new Operation("ALTER DATABASE", "likewise");
  }

  @Override
  public Operation removal() {
    return new Operation("DROP DATABASE", "likewise");
  }

  @Override
  public Duration create(String database) {
    return administration.execute(home, List.of(("CREATE DATABASE " + database + " " + create).strip()));
  }

  @Override
  public Duration alter(String database) {
    return administration.execute(home, List.of("ALTER DATABASE " + database + " " + alter));
  }

  @Override
  public Duration drop(String database) {
    return administration.execute(home, List.of("DROP DATABASE " + database));
  }

  @Override
  public Duration files(List<Path> files, String database) {
    return executed.run(files, database);
  }

  @Override
  public String filesBy() {
    return executed.by();
  }

  @Override
  public Optional<Client> client() {
    return executed.described();
  }
}
