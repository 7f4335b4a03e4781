package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.process.LocalProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long the composition function takes to answer, and what memory it has. */
record FunctionReport(Path home, Path work, Progress progress) {
  private static final String REQUEST = "function-request.json";
  private static final int CALLS = 20_000;
  private static final double MICROS = 1000.0;

  FunctionReport {
    requireNonNull(home, "home is null");
    requireNonNull(work, "work is null");
    requireNonNull(progress, "progress is null");
  }

  String run(MachineFacts machine) {
    progress.say("function: training run");
    FunctionImage image = FunctionImage.prepare(home.resolve("provider/function/target/dist/lib"), work);
    Path request = request();
    Table memory = new Table("memory", "now", "peak");
    List<String> lines;
    try (LocalProcess function = image.launch()) {
      Settling.afterStart();
      Memory.of(function.pid()).ifPresent(m -> memory.row("after the start", m.now(), m.most()));
      progress.say("function: " + CALLS + " calls to warm up, then as many for each row");
      lines = image.measure(request, CALLS);
      Memory.of(function.pid()).ifPresent(m -> memory.row("after all calls", m.now(), m.most()));
    }
    Section where = new Section("Where", machine.table().row("function", FunctionImage.describe()).markdown());
    return Stream.of(where, latency(lines), new Section("Memory", memory.markdown())).map(Section::markdown).collect(Collectors.joining("\n\n"));
  }

  private static Section latency(List<String> lines) {
    Table table = new Table("milliseconds", "calls", "p50", "p99", "max");
    for (String line : lines) {
      String[] values = line.split(" ");
      table.row(values[0] + " at once", values[1], millis(values[2]), millis(values[3]), millis(values[4]));
    }
    return new Section("Latency", """
        Of one call, as the caller sees it: over one connection with mutual TLS on the loopback address, caller and function on the same \
        machine. The request has 10 resources with their managedFields, 42 kB of protobuf, a Migration with 12 files in a ConfigMap, and \
        a Deployment that is held.

        """ + table.markdown());
  }

  private static String millis(String micros) {
    return String.format(Locale.ROOT, "%.2f", Long.parseLong(micros) / MICROS);
  }

  private Path request() {
    Path file = work.resolve(REQUEST);
    try (InputStream resource = FunctionReport.class.getResourceAsStream(REQUEST)) {
      Files.write(file, resource.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
