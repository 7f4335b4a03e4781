package dev.sluice.controller.reference;

import dev.sluice.api.common.Group;

/** How kinds are written in an {@link ObjectKey}. */
public final class Kinds {
  private Kinds() {}

  public static String of(String kind, String group) {
    return kind + "." + group;
  }

  /** The group of a kind that is written so. */
  public static String group(String kind) {
    return kind.substring(kind.indexOf('.') + 1);
  }

  /** The Database of the same flavour as a resource of that group. */
  public static String database(String group) {
    return of("Database", group);
  }

  public static String migration(String group) {
    return of("Migration", group);
  }

  public static String schema(String group) {
    return of("Schema", group);
  }

  public static String providerConfig(String group) {
    return of("ProviderConfig", group);
  }

  public static String clusterProviderConfig() {
    return of("ClusterProviderConfig", Group.NAMESPACED);
  }
}
