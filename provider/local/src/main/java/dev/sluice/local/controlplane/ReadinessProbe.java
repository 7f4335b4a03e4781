package dev.sluice.local.controlplane;

import dev.sluice.local.certificate.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks an HTTPS server, whose authority is given, whether it is ready.
 */
final class ReadinessProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final HttpRequest request;

  ReadinessProbe(String url, String authority) {
    this.client = HttpClient.newBuilder()
        .sslContext(Trust.in(authority))
        .connectTimeout(TIMEOUT)
        .build();
    this.request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
  }

  boolean ready() {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
