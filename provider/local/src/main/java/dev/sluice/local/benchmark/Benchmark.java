package dev.sluice.local.benchmark;

import dev.sluice.local.benchmark.product.MeasuredEngine;
import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the provider on real servers on this machine, against the same work without an operator.
 */
@Command(name = "benchmark", sortOptions = false, usageHelpWidth = 100, description = {
  "Starts a Kubernetes API and a database server on this machine, and the provider as its image",
  "runs it; measures, prints Markdown and writes it to a file in docs. Twenty to thirty minutes;",
  "leave the machine alone meanwhile. Everything that it started ends with it (Ctrl-C)."
})
public final class Benchmark implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(names = "--engine", defaultValue = "postgresql", paramLabel = "ENGINE", description = {
    "postgresql, mysql, mariadb, sqlite. Default: ${DEFAULT-VALUE}."
  })
  private MeasuredEngine engine;

  @Option(names = "--samples", defaultValue = "9", paramLabel = "N", description = "How often one resource is measured. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(names = "--counts", split = ",", defaultValue = "200,1000", paramLabel = "N",
      description = "How many resources at once; the largest is also that of the idle provider. Default: ${DEFAULT-VALUE}.")
  private List<Integer> counts;

  @Option(names = "--only", split = ",", converter = BlockConverter.class, paramLabel = "BLOCK", description = {
    "plain (no operator), single (one resource at a time), bulk (many at once), idle (idle, and starts).",
    "Results are then written only to the file of --output. gate (the pod gate) is not among the others",
    "and is written, alone, to docs/benchmarks-gate.md."
  })
  private List<Block> only = List.of();

  @Option(names = "--function", description = "The composition function instead, alone on the machine; two minutes.")
  private boolean function;

  @Option(names = "--output", paramLabel = "FILE", description = {
    "Default: docs/benchmarks.md for postgresql, docs/benchmarks-<engine>.md for another one,",
    "docs/benchmarks-function.md for the function."
  })
  private Path output;

  @Option(names = "--idle-seconds", hidden = true, defaultValue = "60", description = "For trying the program itself.")
  private int idleSeconds;

  @Option(names = "--root", hidden = true, description = "The repository's folder.")
  private Path root = Path.of("");

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
  private boolean help;

  static final class BlockConverter implements CommandLine.ITypeConverter<Block> {
    @Override
    public Block convert(String name) {
      try {
        return Block.of(name);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException("'" + name + "' is none of plain, single, bulk, idle, gate");
      }
    }
  }

  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Benchmark())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, line, parsed) -> {
          line.getErr().println("benchmark: " + Section.words(failure));
          return FAILED;
        });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() {
    if (samples < 1 || counts.stream().anyMatch(count -> count < 2)) {
      throw new IllegalArgumentException("--samples must be 1 or more, each of --counts 2 or more");
    }
    Progress progress = new Progress(System.out);
    MachineFacts machine = MachineFacts.now();
    Path home = root.toAbsolutePath().normalize();
    WorkFolder work = WorkFolder.emptied(home.resolve(".quickstart/benchmark"));
    if (function) {
      String markdown = new FunctionReport(home, work.path(), progress).run(machine);
      System.out.println("\n" + markdown + "\n");
      Path file = Optional.ofNullable(output).orElse(home.resolve("docs/benchmarks-function.md"));
      ResultsFile.ofFunction(file).write(markdown);
      progress.say("Written to " + file);
      return 0;
    }
    try (Lifetime<Servers> servers = Lifetime.of(Servers.start(engine, home, work.path(), progress), progress::end)) {
      Report report = new Report(servers.value(), work.path(), samples, counts, Duration.ofSeconds(idleSeconds), progress);
      String markdown = report.run(machine, blocks());
      if (servers.isEnding()) {
        return FAILED;
      }
      progress.say(servers.value().complaints());
      System.out.println("\n" + markdown + "\n");
      target(home).ifPresent(file -> {
        ResultsFile.of(file, engine).write(markdown);
        progress.say("Written to " + file);
      });
      return report.failed() ? FAILED : 0;
    }
  }

  private Set<Block> blocks() {
    return only.isEmpty() ? EnumSet.complementOf(EnumSet.of(Block.GATE)) : Collections.unmodifiableSet(EnumSet.copyOf(only));
  }

  /** A part of the figures must not take the place of all of them. */
  private Optional<Path> target(Path home) {
    if (output != null) {
      return Optional.of(output);
    }
    if (only.isEmpty()) {
      return Optional.of(home.resolve(engine.results()));
    }
    return only.equals(List.of(Block.GATE)) ? Optional.of(home.resolve("docs/benchmarks-gate.md")) : Optional.empty();
  }
}
