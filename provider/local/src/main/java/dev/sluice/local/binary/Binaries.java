package dev.sluice.local.binary;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sources of programs, asked in turn until one has it.
 */
public record Binaries(List<BinarySource> sources) implements BinarySource {
  public Binaries {
    sources = List.copyOf(sources);
  }

  @Override
  public Optional<Path> find(GoProgram binary) {
    return sources.stream().flatMap(source -> source.find(binary).stream()).findFirst();
  }
}
