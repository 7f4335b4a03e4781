package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of SQL executed by the product's own client where there is one, else by a JDBC session.
 *
 * @param name of the client; empty for a product whose client isn't looked for
 */
record PlainFiles(Administration administration, Optional<String> name, Optional<OwnClient> client) {
  PlainFiles {
    requireNonNull(administration, "administration is null");
    requireNonNull(name, "name is null");
    requireNonNull(client, "client is null");
  }

  String by() {
    return client.map(OwnClient::words).orElse("plain JDBC session" + name.map(wanted -> " (no " + wanted + " on the PATH)").orElse(""));
  }

  Optional<PlainWork.Client> described() {
    return name.map(wanted -> new PlainWork.Client(wanted, client.map(OwnClient::version).orElse("none on the PATH")));
  }

  Duration run(List<Path> files, String database) {
    return client.map(found -> found.run(files, database)).orElseGet(() -> administration.execute(database, statements(files)));
  }

  /** Of files such as the benchmark's, in which a semicolon ends a line only where it ends a statement. */
  static List<String> statements(List<Path> files) {
    List<String> statements = new ArrayList<>();
    for (Path file : files) {
      try {
        Stream.of(Files.readString(file).split(";\\R")).filter(sql -> !sql.isBlank()).forEach(statements::add);
      } catch (IOException e) {
        throw new UncheckedIOException(file + " can't be read", e);
      }
    }
    return statements;
  }
}
