package dev.sluice.compositions.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A Composition, and the example that chooses it.
 *
 * @param folder of the Composition, {@code appbundle} or {@code xappbundle}
 * @param composition its file there
 * @param example below examples/bundles
 */
record Bundle(String folder, String composition, String example) {
  static final Bundle POSTGRESQL = new Bundle("appbundle", "postgresql", "postgresql/1-release");
  static final Bundle CLOUDNATIVE_PG = new Bundle("appbundle", "postgresql-cloudnative-pg", "cloudnative-pg");
  static final Bundle MYSQL = new Bundle("appbundle", "mysql", "mysql");
  static final Bundle CLAIMED = new Bundle("xappbundle", "postgresql", "claim/1-release");
  static final List<Bundle> ALL =
      List.of(
          POSTGRESQL, CLOUDNATIVE_PG, MYSQL, CLAIMED,
          new Bundle("xappbundle", "postgresql-cloudnative-pg", "cloudnative-pg-claim"), new Bundle("xappbundle", "mysql", "mysql-claim"));

  private static final String UID = "7d9a3f62-5c1e-4b8a-9f0d-2e6b1c4a8d70";

  boolean isClaimed() {
    return folder.equals("xappbundle");
  }

  boolean isPostgreSql() {
    return composition.startsWith("postgresql");
  }

  boolean hasAServerOfItsOwn() {
    return composition.endsWith("cloudnative-pg");
  }

  ObjectNode chosen() {
    return Repository.documents(Repository.COMPOSITIONS.resolve(folder).resolve(composition + ".yaml")).getFirst();
  }

  JsonNode definition() {
    return Repository.documents(Repository.COMPOSITIONS.resolve("definitions").resolve(folder + "s.yaml")).getFirst();
  }

  /** ConfigMaps beside the bundle. */
  List<ObjectNode> configMaps() {
    return Repository.documents(file()).stream().filter(document -> document.path("kind").asText().equals("ConfigMap")).toList();
  }

  /** What the developer writes, with the defaults of the definition; of a claim, the composite that Crossplane makes for it. */
  ObjectNode composite(Judge judge) {
    var written = Repository.document(file(), isClaimed() ? "AppBundleClaim" : "AppBundle");
    var composite = judge.accepted(List.of(written)).getFirst();
    composite.withObject("/metadata").put("uid", UID).remove("managedFields");
    if (isClaimed()) {
      var metadata = composite.withObject("/metadata");
      composite.put("kind", "XAppBundle");
      composite.withObject("/spec/claimRef")
          .put("apiVersion", composite.path("apiVersion").asText())
          .put("kind", "AppBundleClaim")
          .put("name", metadata.path("name").asText())
          .put("namespace", metadata.path("namespace").asText());
      metadata.put("name", "orders-x7k2p").remove("namespace");
      metadata.withObject("/labels").put("crossplane.io/composite", "orders-x7k2p").put("crossplane.io/claim-name", "orders").put("crossplane.io/claim-namespace", "shop");
    }
    return composite;
  }

  private java.nio.file.Path file() {
    return Repository.EXAMPLES.resolve("bundles").resolve(example + ".yaml");
  }

  Optional<String> owner() {
    return isPostgreSql() ? Optional.of("shop_orders_owner") : Optional.empty();
  }

  @Override
  public String toString() {
    return folder + "/" + composition;
  }
}
