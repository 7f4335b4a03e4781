package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document in which everything between two comments is the last run's; the rest is its author's. */
record ResultsFile(Path path, String head) {
  static final String BEGIN = "<!-- begin: written by ./benchmark -->";
  static final String END = "<!-- end: written by ./benchmark -->";

  private static final String HEAD = """
      # Benchmarks

      `./benchmark` measures this on the machine that it runs on and writes it here; `./benchmark --help` says what can be left out.

      """;
  private static final String OTHERS_HEAD = """
      # Benchmarks: %s

      `./benchmark --engine %s` measures this on the machine that it runs on and writes it here; `./benchmark --help` says what can be
      left out. [PostgreSQL's](benchmarks.md) come from the same questions.

      """;

  private static final String FUNCTION_HEAD = """
      # Benchmarks: the composition function

      `./benchmark --function` measures this on the machine that it runs on and writes it here.

      """;

  /** @param head what the document begins with where there is none yet */
  ResultsFile {
    requireNonNull(path, "path is null");
    requireNonNull(head, "head is null");
  }

  static ResultsFile of(Path path, MeasuredEngine engine) {
    return new ResultsFile(path, engine == MeasuredEngine.POSTGRESQL ? HEAD : OTHERS_HEAD.formatted(engine.id(), engine.word()));
  }

  static ResultsFile ofFunction(Path path) {
    return new ResultsFile(path, FUNCTION_HEAD);
  }

  void write(String results) {
    try {
      String text = Files.exists(path) ? Files.readString(path) : head;
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, merged(text, results));
    } catch (IOException e) {
      throw new UncheckedIOException("results can't be written to " + path, e);
    }
  }

  /** Of a text without the comments the results become the end. */
  static String merged(String text, String results) {
    String block = BEGIN + "\n" + results.strip() + "\n" + END;
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END, Math.max(begin, 0));
    return begin < 0 || end < 0
        ? text.stripTrailing() + "\n\n" + block + "\n"
        : text.substring(0, begin) + block + text.substring(end + END.length());
  }
}
