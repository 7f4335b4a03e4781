package dev.sluice.local.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param name unique within the folder; names the log and the process file
 * @param folder the working directory; absolute
 * @param line program and arguments
 * @param environment added to this JVM's own
 * @param stopSignal the signal that ends it in an orderly way, without SIG
 */
public record ProcessCommand(
    String name, Path folder, List<String> line, Map<String, String> environment, String stopSignal) {
  public ProcessCommand {
    requireNonNull(name, "name is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(stopSignal, "stopSignal is null");
    if (!folder.isAbsolute()) {
      throw new IllegalArgumentException("the folder of " + name + " is relative: " + folder);
    }
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  public ProcessCommand(String name, Path folder, List<String> line) {
    this(name, folder, line, Map.of(), "TERM");
  }

  Path log() {
    return folder.resolve(name + ".log");
  }
}
