package dev.sluice.local.mysql;

import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.util.List;

/** A real MySQL server on 127.0.0.1. */
public final class EmbeddedMySql {
  /** Packed in every build. */
  public static final String USUAL_VERSION = "8.0.12";

  private EmbeddedMySql() {}

  /** The versions that this build can start: more than one with the Maven profile {@code all-servers}. */
  public static List<String> versions() {
    return MySqlBinaries.versions();
  }

  public static EmbeddedServer start() {
    return builder().start();
  }

  public static EmbeddedServer.Builder builder() {
    return builder(USUAL_VERSION);
  }

  /**
   * @param version one of {@link #versions}
   */
  public static EmbeddedServer.Builder builder(String version) {
    return EmbeddedServer.builder(new MySqlProduct(MySqlBinaries.of(version)));
  }
}
