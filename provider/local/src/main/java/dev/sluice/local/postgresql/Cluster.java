package dev.sluice.local.postgresql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.process.ProcessCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One data directory (PostgreSQL's word is cluster) and the programs that make and serve it.
 */
record Cluster(ServerBinaries binaries, Path folder, String password) {
  static final String SUPERUSER = "postgres";

  Cluster {
    requireNonNull(binaries, "binaries is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(password, "password is null");
  }

  void initialise(ServerSettings settings) {
    try {
      Path passwordFile = Files.writeString(folder.resolve("superuser"), password);
      run("initdb", "-D", data().toString(), "-U", SUPERUSER, "--auth=scram-sha-256", "--pwfile=" + passwordFile,
          "--encoding=UTF8", "--locale=C", "--no-sync");
      Files.delete(passwordFile);
      settings.authority().ifPresent(authority -> {
        authority.issueForServer("postgresql").write(data(), "server");
        authority.write(authorityFile());
      });
      Files.writeString(data().resolve("postgresql.conf"), settings.configuration(), StandardOpenOption.APPEND);
      Files.writeString(data().resolve("pg_hba.conf"), settings.access());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL's data directory can't be made in " + folder, e);
    }
  }

  ProcessCommand serverCommand() {
    // INT is a fast shutdown: sessions end at once, data are written.
    return new ProcessCommand("postgresql", folder, line("postgres", "-D", data().toString()), Map.of("LC_ALL", "C"), "INT");
  }

  Path authorityFile() {
    return data().resolve("ca.crt");
  }

  @Override
  public String toString() {
    return "Cluster[" + folder + "]";
  }

  private Path data() {
    return folder.resolve("data");
  }

  private List<String> line(String program, String... arguments) {
    List<String> line = new ArrayList<>(Unprivileged.current().prefix());
    line.add(binaries.program(program));
    line.addAll(List.of(arguments));
    return line;
  }

  private void run(String program, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line(program, arguments)).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(program + " ended with code " + process.exitValue() + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(program + " was interrupted", e);
    }
  }
}
