package dev.sluice.local.mariadb;

import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.util.List;

/** A real MariaDB server on 127.0.0.1. */
public final class EmbeddedMariaDb {
  /** Packed in every build. */
  public static final String USUAL_VERSION = "11.4.5";

  private EmbeddedMariaDb() {}

  /** The versions that this build can start: more than one with the Maven profile {@code all-servers}. */
  public static List<String> versions() {
    return MariaDbBinaries.versions();
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
    return EmbeddedServer.builder(new MariaDbProduct(MariaDbBinaries.of(version)));
  }
}
