package dev.sluice.controller.testbed;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/** A test's own namespace; names of what has none, and of databases, begin with it. */
public final class Space {
  private static final PatchContext APPLY =
      new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("person").withForce(true).build();

  private final Testbed bed;
  private final String name;

  Space(Testbed bed, String name) {
    this.bed = bed;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** As cluster-admin. */
  public KubernetesClient client() {
    return bed.client();
  }

  public Testbed bed() {
    return bed;
  }

  /** A name that no other test uses, on the shared server as in the cluster. */
  public String unique(String part) {
    return name + "-" + part;
  }

  /** Server-side, as a person; any number of documents. */
  public void apply(String manifests) {
    for (var document : manifests.split("(?m)^---$")) {
      client().resource(document).patch(APPLY);
    }
  }

  /** One document, and what the API server answers. */
  public GenericKubernetesResource applied(String manifest) {
    var serialization = client().getKubernetesSerialization();
    var object = serialization.unmarshal(manifest, GenericKubernetesResource.class);
    return serialization.unmarshal(serialization.asJson(client().resource(object).patch(APPLY)), GenericKubernetesResource.class);
  }

  /** As another controller, to the status. */
  public void applyStatus(String manifest) {
    client().resource(manifest).subresource("status").patch(APPLY);
  }

  /** Of {@link #unique} name, with the credentials that {@link #credentials} makes. */
  public DatabaseManifest database(Flavour flavour, String part) {
    return new DatabaseManifest(this, flavour, unique(part));
  }

  public DatabaseManifest database(String part) {
    return database(Flavour.NAMESPACED, part);
  }

  /** A Secret {@code admin}, and ProviderConfig {@code default}, or the cluster flavour's named as this namespace. */
  public Resource credentials(Flavour flavour, EmbeddedPostgreSql server) {
    secret("admin", server, server.password());
    return config(flavour, "");
  }

  public Resource config(Flavour flavour, String entries) {
    var config = flavour.isNamespaced() ? "default" : name;
    var place = flavour.isNamespaced() ? ", namespace: " + name : "";
    apply(
        """
        apiVersion: %s
        kind: ProviderConfig
        metadata: {name: %s%s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin%s}}, tls: {mode: disable}%s}
        """
            .formatted(flavour.apiVersion(), config, place, flavour.isNamespaced() ? "" : ", namespace: " + name, entries));
    return resource(flavour, "ProviderConfig", config);
  }

  public void secret(String secret, EmbeddedPostgreSql server, String password) {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        stringData: {endpoint: %s, port: "%d", username: %s, password: '%s'}
        """
            .formatted(secret, name, server.host(), server.port(), server.username(), password.replace("'", "''")));
  }

  public Resource resource(Flavour flavour, String kind, String resource) {
    var namespaced = flavour.isNamespaced() && !kind.startsWith("Cluster");
    return new Resource(client(), flavour.apiVersion(), kind, namespaced ? name : null, resource);
  }

  public Secret secret(String secret) {
    return client().secrets().inNamespace(name).withName(secret).get();
  }

  /** Those of this namespace, and those of cluster-scoped objects whose name begins with it. */
  public List<Event> events() {
    var own = client().v1().events().inNamespace(name).list().getItems();
    var others = client().v1().events().inNamespace("default").list().getItems().stream().filter(e -> e.getInvolvedObject().getName().startsWith(name)).toList();
    return java.util.stream.Stream.concat(own.stream(), others.stream()).toList();
  }

  public void delete(HasMetadata object) {
    client().resource(object).delete();
  }
}
