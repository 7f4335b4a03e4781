package dev.sluice.engine.sqlserver;

import java.util.Locale;

/** The manifest's words for what SQL Server writes in capitals. */
final class Words {
  private Words() {}

  static String recoveryModel(String server) {
    return switch (server) {
      case "BULK_LOGGED" -> "BulkLogged";
      case null -> "";
      default -> capitalised(server);
    };
  }

  /** None or Partial. */
  static String containment(String server) {
    return server == null ? "" : capitalised(server);
  }

  static String recoveryKeyword(String manifest) {
    return manifest.equals("BulkLogged") ? "BULK_LOGGED" : manifest.toUpperCase(Locale.ROOT);
  }

  static String containmentKeyword(String manifest) {
    return manifest.toUpperCase(Locale.ROOT);
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
  }
}
