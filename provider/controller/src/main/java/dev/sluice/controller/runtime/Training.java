package dev.sluice.controller.runtime;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * A start against an API server that has nothing, so that the JVM can record which classes a start needs; the image's
 * ahead-of-time cache is made from it.
 */
final class Training {
  private static final String EMPTY_LIST = "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";
  private static final String ALLOWED =
      "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"spec\":{},\"status\":{\"allowed\":true}}";
  private static final String ESTABLISHED =
      "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\"x\"},"
          + "\"spec\":{\"group\":\"x\",\"names\":{\"kind\":\"X\",\"plural\":\"x\"},\"scope\":\"Cluster\",\"versions\":[]},"
          + "\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}}";

  private Training() {}

  static void run(Settings settings) {
    settings.healthProbeBindAddress = "127.0.0.1:0";
    settings.metricsBindAddress = "127.0.0.1:0";
    settings.leaderElection = false;
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
      server.createContext("/", exchange -> {
        try (exchange) {
          var path = exchange.getRequestURI().getPath();
          var watch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
          var body = answer(path).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          // Watches are refused: what is needed of them is loaded by trying.
          exchange.sendResponseHeaders(watch ? 503 : 200, watch ? -1 : body.length);
          if (!watch) {
            exchange.getResponseBody().write(body);
          }
        }
      });
      server.start();
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      var config = new ConfigBuilder().withMasterUrl(url).withRequestRetryBackoffLimit(0).build();
      try (var provider = new Provider(new KubernetesClientBuilder().withConfig(config), settings)) {
        provider.start();
      } finally {
        server.stop(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the training's server can't listen on a loopback port", e);
    }
  }

  private static String answer(String path) {
    if (path.endsWith("/selfsubjectaccessreviews")) {
      return ALLOWED;
    }
    return path.contains("customresourcedefinitions/") ? ESTABLISHED : EMPTY_LIST;
  }
}
