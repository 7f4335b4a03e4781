package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the resources do, done without an operator; each time from the start of a program or a session to its end. */
public interface PlainWork {

  /**
   * @param name such as {@code CREATE DATABASE}
   * @param how such as {@code plain JDBC session opened for it}
   */
  record Operation(String name, String how) {
    public Operation {
      requireNonNull(name, "name is null");
      requireNonNull(how, "how is null");
    }
  }

  /** @param version such as {@code psql (PostgreSQL) 18.1}, or that there is none */
  record Client(String name, String version) {
    public Client {
      requireNonNull(name, "name is null");
      requireNonNull(version, "version is null");
    }
  }

  Operation creation();

  Operation alteration();

  Operation removal();

  Duration create(String database);

  Duration alter(String database);

  Duration drop(String database);

  Duration files(List<Path> files, String database);

  /** What {@link #files} measures, in words. */
  String filesBy();

  /** The product's own client, where files are executed by it if the user has it. */
  Optional<Client> client();
}
