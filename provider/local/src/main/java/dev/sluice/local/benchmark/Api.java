package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The Kubernetes API over connections that stay open, so that a measured call holds no start of a program and no TLS
 * handshake.
 */
final class Api implements AutoCloseable {
  static final String GROUP = "/apis/db.m.sluice.dev/v1alpha1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FIRST_ERROR = 400;
  private static final int NOT_FOUND = 404;
  /** Longer than any block takes; the API server's own choice may be less. */
  private static final int WATCH_SECONDS = 7200;

  private final Identity identity;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  Api(Identity identity) {
    this.identity = requireNonNull(identity, "identity is null");
    // One request per connection: a watch or a slow answer must not delay another call's.
    this.http = HttpClient.newBuilder().sslContext(identity.tls()).version(HttpClient.Version.HTTP_1_1).build();
  }

  static String path(String namespace, Kind kind, String name) {
    return collection(namespace, kind.plural()) + "/" + name;
  }

  static String collection(String namespace, String plural) {
    return GROUP + "/namespaces/" + namespace + "/" + plural;
  }

  /** Server-side apply, as {@code kubectl apply --server-side}; the object as it stands then. */
  JsonNode apply(String path, String yaml) {
    return call(request(path + "?fieldManager=benchmark&force=true")
        .header("Content-Type", "application/apply-patch+yaml")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(yaml))
        .build());
  }

  JsonNode get(String path) {
    return call(request(path).GET().build());
  }

  /** Marks the object, or all of a collection, for deletion; those that are gone already are no error. */
  void delete(String path) {
    HttpResponse<String> response = send(request(path).DELETE().build());
    if (response.statusCode() >= FIRST_ERROR && response.statusCode() != NOT_FOUND) {
      throw refused(response);
    }
  }

  /** Takes away the finalizers of what its operator doesn't let go, so that the next block finds an empty house. */
  void release(String path) {
    call(request(path)
        .header("Content-Type", "application/merge-patch+json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"finalizers\":null}}"))
        .build());
  }

  /** Events from now on, one JSON object per line, until the stream is closed. */
  InputStream watch(String collection) {
    String version = get(collection + "?limit=1").at("/metadata/resourceVersion").asText();
    HttpRequest request = HttpRequest.newBuilder(URI.create(identity.server() + collection
            + "?watch=true&resourceVersion=" + version + "&timeoutSeconds=" + WATCH_SECONDS))
        .GET()
        .build();
    try {
      HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() >= FIRST_ERROR) {
        throw new IllegalStateException("watching " + collection + " was refused with " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("watching " + collection + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening a watch", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(identity.server() + path)).timeout(PATIENCE);
  }

  private JsonNode call(HttpRequest request) {
    HttpResponse<String> response = send(request);
    if (response.statusCode() >= FIRST_ERROR) {
      throw refused(response);
    }
    try {
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("the answer to " + request.uri().getPath() + " isn't JSON", e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri().getPath() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + request.method() + " " + request.uri().getPath(), e);
    }
  }

  private static IllegalStateException refused(HttpResponse<String> response) {
    return new IllegalStateException(response.request().method() + " " + response.uri().getPath() + " was refused with "
        + response.statusCode() + ": " + response.body());
  }
}
