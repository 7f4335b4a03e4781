package dev.sluice.engine.postgresql.schema;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own opinion of a structure, where the machine has its client programs, or the system property {@code sluice.pg.bin} names
 * a folder with them: embedded servers come without.
 */
final class Dump {
  private static final String FOLDER = "sluice.pg.bin";
  private static final Pattern VERSION = Pattern.compile("\\) (\\d+)");

  /** PostgreSQL's own names of what comes from a parent: another one where the child was made on its own. */
  private static final Pattern NOT_NULL = Pattern.compile("CONSTRAINT \\S+_not_null\\d* (?=NOT NULL)");

  /** A child's, beside a parent's of the same column perhaps, which nothing can take from it; whether it has one at all our own inspection knows. */
  private static final Pattern OWN_NOT_NULL = Pattern.compile("\\s*NOT NULL \\S+");

  private static final Pattern OPTIONS = Pattern.compile("WITH \\(([^)]*)\\)");

  private Dump() {}

  /** The version of pg_dump on the path. */
  static Optional<Integer> version() {
    try {
      var found = VERSION.matcher(run(List.of(program("pg_dump"), "--version"), "", ""));
      return found.find() ? Optional.of(Integer.parseInt(found.group(1))) : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static String program(String name) {
    var folder = System.getProperty(FOLDER);
    return folder == null ? name : Path.of(folder, name).toString();
  }

  static String text(EmbeddedPostgreSql server, String database) {
    return run(
        List.of(program("pg_dump"), "-s", "-O", "-h", server.host(), "-p", String.valueOf(server.port()), "-U", server.username(), "-d", database), server.password(), "");
  }

  static void restore(EmbeddedPostgreSql server, String database, String role, String dump) {
    run(
        List.of(program("psql"), "-q", "-v", "ON_ERROR_STOP=0", "-h", server.host(), "-p", String.valueOf(server.port()), "-U", server.username(), "-d", database),
        server.password(), "SET ROLE \"" + role + "\";\n" + dump);
  }

  /** Statements in an order of ours, since theirs depends on what depended on what. */
  static TreeSet<String> statements(String dump) {
    var statements = new TreeSet<String>();
    var lines = new ArrayList<String>();
    for (var line : dump.lines().toList()) {
      if (line.startsWith("--") || line.startsWith("\\") || line.startsWith("SET ") || line.startsWith("SELECT pg_catalog.set_config")) {
        continue;
      }
      if (!line.isBlank()) {
        lines.add(line);
      }
      if (line.endsWith(";")) {
        statements.add(normal(lines));
        lines.clear();
      }
    }
    return statements;
  }

  /** A column that was added later stands last, which nothing can change. */
  private static String normal(List<String> lines) {
    if (!lines.getFirst().startsWith("CREATE TABLE") && !lines.getFirst().startsWith("CREATE UNLOGGED TABLE")) {
      return options(String.join("\n", lines));
    }
    // Whether an inherited NOT NULL is the child's own besides is told by 18 alone, and by us in no plan.
    var inherits = lines.stream().anyMatch(line -> line.startsWith("INHERITS ("));
    var sorted = lines.stream()
        .map(line -> NOT_NULL.matcher(line).replaceAll(""))
        .filter(line -> !OWN_NOT_NULL.matcher(line).matches())
        .map(line -> inherits ? line.replace(" NOT NULL", "") : line)
        .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
        .sorted()
        .toList();
    return options(String.join("\n", sorted));
  }

  private static String options(String statement) {
    return OPTIONS.matcher(statement).replaceAll(found -> "WITH (" + Matcher.quoteReplacement(Arrays.stream(found.group(1).split(", ")).sorted().collect(Collectors.joining(", "))) + ")");
  }

  private static String run(List<String> command, String password, String input) {
    try {
      var errors = Files.createTempFile("sluice", ".err");
      var in = Files.createTempFile("sluice", ".in");
      try {
        Files.writeString(in, input);
        var builder = new ProcessBuilder(command).redirectError(errors.toFile()).redirectInput(in.toFile());
        builder.environment().put("PGPASSWORD", password);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new IllegalStateException(command.getFirst() + " failed: " + Files.readString(errors));
        }
        return output;
      } finally {
        Files.delete(errors);
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static List<String> difference(TreeSet<String> is, TreeSet<String> shall) {
    var words = new ArrayList<String>();
    is.stream().filter(statement -> !shall.contains(statement)).forEach(statement -> words.add("too much: " + statement));
    shall.stream().filter(statement -> !is.contains(statement)).forEach(statement -> words.add("missing: " + statement));
    return words;
  }

}
