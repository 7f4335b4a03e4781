package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How Crossplane's processes are called: without webhooks, which the API server couldn't reach, and with the runtime
 * Deployment, whose pods a fake node runs in appearance.
 *
 * @param folder for the client's certificate and the cache of packages
 * @param proxy through which functions are dialled
 */
record CoreSettings(Path program, Path crds, Path kubeconfig, Path folder, String proxy, int metricsPort, int healthPort) {
  static final String NAMESPACE = "crossplane-system";
  static final String SERVICE_ACCOUNT = "crossplane";
  static final String CLIENT_SECRET = "crossplane-tls-client";

  private static final Duration PROBE = Duration.ofSeconds(5);

  CoreSettings {
    requireNonNull(program, "program is null");
    requireNonNull(crds, "crds is null");
    requireNonNull(kubeconfig, "kubeconfig is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(proxy, "proxy is null");
  }

  /**
   * @param activated names of managed resource definitions, with wildcards; none makes no activation policy
   */
  List<String> initLine(List<String> activated) {
    List<String> line = new ArrayList<>(List.of(program.toString(), "core", "init"));
    activated.forEach(name -> line.addAll(List.of("--activation", name)));
    return line;
  }

  Map<String, String> initEnvironment() {
    Map<String, String> environment = environment();
    environment.putAll(Map.of(
        "ENABLE_WEBHOOKS", "false",
        "CRDS_PATH", crds.toString(),
        "TLS_CA_SECRET_NAME", "crossplane-root-ca",
        "TLS_SERVER_SECRET_NAME", "crossplane-tls-server",
        "TLS_CLIENT_SECRET_NAME", CLIENT_SECRET));
    return environment;
  }

  List<String> startLine() {
    return List.of(program.toString(), "core", "start",
        "--enable-webhooks=false",
        "--package-runtime=Deployment",
        "--tls-client-certs-dir=" + certificates(),
        "--xpkg-cache-dir=" + packages(),
        // Pods that only appear to start go through in seconds what takes minutes elsewhere, and core would take that for a loop.
        "--circuit-breaker-burst=1000",
        "--metrics-port=" + metricsPort,
        "--health-probe-port=" + healthPort);
  }

  Map<String, String> startEnvironment() {
    Map<String, String> environment = environment();
    // Loopback addresses never go through a proxy, so this concerns Services alone.
    List.of("HTTPS_PROXY", "https_proxy").forEach(name -> environment.put(name, proxy));
    List.of("NO_PROXY", "no_proxy").forEach(name -> environment.put(name, ""));
    return environment;
  }

  boolean ready() {
    URI uri = URI.create("http://127.0.0.1:" + healthPort + "/readyz");
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE).build()) {
      return http.send(HttpRequest.newBuilder(uri).timeout(PROBE).build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  List<String> rbacLine() {
    return List.of(program.toString(), "rbac", "start");
  }

  Map<String, String> environment() {
    return new HashMap<>(Map.of(
        "KUBECONFIG", kubeconfig.toString(),
        "POD_NAMESPACE", NAMESPACE,
        "POD_SERVICE_ACCOUNT", SERVICE_ACCOUNT));
  }

  Path certificates() {
    return folder.resolve("client-certificate");
  }

  /** It must exist, or no package can be read. */
  Path packages() {
    return folder.resolve("packages");
  }
}
