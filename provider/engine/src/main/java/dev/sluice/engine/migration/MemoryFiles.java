package dev.sluice.engine.migration;

import java.io.Reader;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/** A set of files as Flyway wants to find them. */
record MemoryFiles(Map<String, String> files) implements ResourceProvider {

  @Override
  public LoadableResource getResource(String name) {
    var text = files.get(name);
    return text == null ? null : new MemoryFile(name, text);
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(prefix) && List.of(suffixes).stream().anyMatch(file.getKey()::endsWith))
        .<LoadableResource>map(file -> new MemoryFile(file.getKey(), file.getValue()))
        .toList();
  }

  private static final class MemoryFile extends LoadableResource {
    private final String name;
    private final String text;

    MemoryFile(String name, String text) {
      this.name = name;
      this.text = text;
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
