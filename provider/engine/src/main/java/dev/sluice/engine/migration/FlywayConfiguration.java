package dev.sluice.engine.migration;

import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.internal.plugin.PluginRegister;

/**
 * Flyway's configuration for one design. Its plugins are looked up once per JVM: Flyway does so for each configuration, which
 * takes longer than reading a history. None of them is configured, so that all can share them.
 */
final class FlywayConfiguration extends ClassicConfiguration {
  private static final PluginRegister PLUGINS = new PluginRegister();

  static {
    FlywayLog.install();
  }

  FlywayConfiguration(MigrationDesign design, HistoryPlace place) {
    setJavaMigrationClassProvider(List::of);
    setSkipDefaultCallbacks(true);
    setCleanDisabled(true);
    // We look for mixed statements ourselves, knowing better what may run in a transaction.
    setMixed(true);
    setTable(place.table());
    setDefaultSchema(place.schema());
    setSchemas(place.schemas().toArray(String[]::new));
    setOutOfOrder(design.outOfOrder());
    setPlaceholderReplacement(design.placeholders().isPresent());
    setPlaceholders(design.placeholders().orElse(Map.of()));
    setResourceProvider(new MemoryFiles(design.files().files()));
  }

  @Override
  public PluginRegister getPluginRegister() {
    return PLUGINS;
  }
}
