package dev.sluice.controller.holding;

import dev.sluice.engine.role.RoleAccess.Preset;
import java.util.Map;

/** How manifests write presets. */
public final class Presets {
  private static final Map<Preset, String> WORDS =
      Map.of(Preset.READ_ONLY, "ReadOnly", Preset.READ_WRITE, "ReadWrite", Preset.MIGRATE, "Migrate", Preset.OWNER, "Owner");

  private Presets() {}

  public static Preset of(String word) {
    return WORDS.entrySet().stream().filter(preset -> preset.getValue().equals(word)).findFirst().map(Map.Entry::getKey).orElseThrow();
  }

  public static String word(Preset preset) {
    return WORDS.get(preset);
  }
}
