package dev.sluice.local.mysqlfamily;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.process.ProcessCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data directory and the command that serves it. To initialise one takes seconds, so that is done once for each version,
 * in the user's cache folder, and copied.
 */
record DataFolder(Product product, Path folder, int port, Map<String, String> parameters, List<String> extra) {
  /** To be raised with every change of how a data directory is initialised. */
  private static final int GENERATION = 1;

  DataFolder {
    requireNonNull(product, "product is null");
    requireNonNull(folder, "folder is null");
    parameters = Map.copyOf(parameters);
    extra = List.copyOf(extra);
  }

  /** Ready for {@link #firstStart}. */
  void create(String password, Optional<CertificateAuthority> authority) {
    Path programs = product.programs();
    Path template = Unpacking.once(product.name().replace('-', '/') + "-data-" + GENERATION, unfinished ->
        run(product.initialisation(programs, unfinished.resolve("data")), unfinished));
    try {
      copy(template.resolve("data"), data());
      // MySQL 8.0.12 agrees on no cipher over an elliptic key.
      authority.ifPresent(present -> {
        present.issueRsaForServer(product.name()).write(folder, "server");
        present.write(authorityFile());
      });
      Files.createFile(statements(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(statements(), product.administrator("'" + password.replace("\\", "\\\\").replace("'", "''") + "'"));
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory of " + product.name() + " can't be made in " + folder, e);
    }
  }

  /** Sets the administrator's password. */
  ProcessCommand firstStart() {
    List<String> line = line();
    line.add("--init-file=" + statements());
    return command(line);
  }

  void started() {
    try {
      Files.deleteIfExists(statements());
    } catch (IOException e) {
      throw new UncheckedIOException(statements() + " can't be removed", e);
    }
  }

  ProcessCommand laterStart() {
    return command(line());
  }

  Path authorityFile() {
    return folder.resolve("ca.crt");
  }

  Path log() {
    return folder.resolve(product.name() + ".log");
  }

  private ProcessCommand command(List<String> line) {
    return new ProcessCommand(product.name(), folder, line, Map.of("LC_ALL", "C"), "TERM");
  }

  private List<String> line() {
    List<String> line = new ArrayList<>(product.server(product.programs()));
    line.addAll(List.of(
        "--datadir=" + data(),
        "--port=" + port,
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        // Relative to the data directory: the path of a socket may have a hundred characters.
        "--socket=server.sock",
        "--pid-file=server.pid",
        "--skip-log-bin",
        "--performance-schema=OFF",
        "--innodb-buffer-pool-size=32M"));
    if (Files.exists(authorityFile())) {
      line.addAll(List.of(
          "--ssl-ca=" + authorityFile(), "--ssl-cert=" + folder.resolve("server.crt"), "--ssl-key=" + folder.resolve("server.key")));
    } else {
      // Or a server would make itself a key, which takes seconds.
      line.add("--skip-ssl");
    }
    if (System.getProperty("user.name").equals("root")) {
      line.add("--user=root");
    }
    line.addAll(extra);
    // Of an option that is given twice the last one holds.
    parameters.forEach((name, value) -> line.add("--" + name + "=" + value));
    return line;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path statements() {
    return folder.resolve("administrator.sql");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void run(List<String> line, Path folder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(line.getFirst() + " ended with code " + process.exitValue() + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(line.getFirst() + " was interrupted", e);
    }
  }
}
