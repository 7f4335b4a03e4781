package dev.sluice.compositions;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.crossplane.CrossplaneProgram;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a platform team installs, from our manifests and packages: the provider, the Configuration with its functions, and a
 * ClusterProviderConfig {@code default} for a PostgreSQL that the tests' namespaces may use.
 */
public record Platform(Crossplane crossplane, Cluster cluster, EmbeddedPostgreSql server, ProviderProcess provider) implements AutoCloseable {
  private static final String CONTRIB = "crossplane-contrib-";
  private static final Path FUNCTION = Path.of("../provider/function/target/dist/lib").toAbsolutePath().normalize();

  public Platform {
    requireNonNull(crossplane, "crossplane is null");
    requireNonNull(cluster, "cluster is null");
    requireNonNull(server, "server is null");
    requireNonNull(provider, "provider is null");
  }

  static Platform start(Crossplane crossplane) {
    Packages packages = Packages.of(crossplane);
    packages.pushProvider();
    packages.pushConfiguration();
    crossplane.controlPlane().apply(Packages.file("package/crossplane/provider.yaml"));
    crossplane.controlPlane().apply(Packages.file("package/crossplane/configuration.yaml"));
    crossplane.awaitHealthy("provider.pkg.crossplane.io/" + Packages.PROVIDER);
    crossplane.serve(CONTRIB + CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM.title(), CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM);
    crossplane.serve(CONTRIB + CrossplaneProgram.FUNCTION_AUTO_READY.title(), CrossplaneProgram.FUNCTION_AUTO_READY);
    crossplane.serve(Packages.FUNCTION, Platform::functionLine);
    crossplane.awaitHealthy("configuration.pkg.crossplane.io/" + Packages.CONFIGURATION);
    Cluster cluster = new Cluster(crossplane.controlPlane());
    Stream.of("databases", "schemas", "migrations", "roles", "grants").flatMap(kind -> Stream.of(kind + ".db.m.sluice.dev", kind + ".db.sluice.dev"))
        .forEach(name -> cluster.awaitCondition("crd/" + name, "Established", "True"));
    cluster.awaitCondition("xrd/appbundles.platform.sluice.dev", "Established", "True");
    cluster.awaitCondition("xrd/xappbundles.platform.sluice.dev", "Offered", "True");
    EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).withoutFsync().parameter("max_connections", "200").start();
    crossplane.controlPlane().apply(access(server));
    return new Platform(crossplane, cluster, server, Provider.start(crossplane));
  }

  /** One of those that the ClusterProviderConfig allows. */
  void namespace(String name) {
    crossplane.controlPlane().apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
  }

  void apply(String manifests) {
    crossplane.controlPlane().apply(manifests);
  }

  @Override
  public void close() {
    provider.close();
    server.close();
  }

  private static List<String> functionLine(String address) {
    return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-cp", FUNCTION + File.separator + "*", "dev.sluice.function.Main", "--address", address);
  }

  private static String access(EmbeddedPostgreSql server) {
    return """
        apiVersion: v1
        kind: Secret
        metadata:
          name: postgresql
          namespace: %1$s
        stringData:
          endpoint: %2$s
          port: "%3$d"
          username: %4$s
          password: "%5$s"
        ---
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ClusterProviderConfig
        metadata:
          name: default
        spec:
          engine: PostgreSQL
          credentials:
            source: Secret
            secretRef:
              name: postgresql
              namespace: %1$s
          tls:
            mode: disable
          allow:
            namespaces:
              names: [rights, rollout, claims, deletion]
        ---
        apiVersion: db.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata:
          name: default
        spec:
          engine: PostgreSQL
          credentials:
            source: Secret
            secretRef:
              name: postgresql
              namespace: %1$s
          tls:
            mode: disable
        """.formatted(Crossplane.NAMESPACE, server.host(), server.port(), server.username(), server.password());
  }
}
