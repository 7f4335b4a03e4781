package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.process.PortRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An OCI registry on the loopback address, by plain HTTP, in memory.
 */
public final class Registry {
  private static final Duration REQUEST = Duration.ofSeconds(30);

  private final int port = PortRange.freePort();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(REQUEST).build();

  Registry() {}

  List<String> line(Path program) {
    return List.of(program.toString(), "-port", Integer.toString(port));
  }

  /** Such as {@code 127.0.0.1:23456}: with a dot in it, for Crossplane takes a name without one for no host. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /**
   * Under the tag there may have been another image before.
   *
   * @param repository such as {@code sluice/provider-sluice}
   */
  public void push(PackageImage image, String repository, String tag) {
    requireNonNull(image, "image is null");
    image.blobs().forEach(blob -> upload(blob, repository));
    PackageImage.Blob manifest = image.manifest();
    send(HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
        .header("Content-Type", manifest.mediaType())
        .PUT(BodyPublishers.ofByteArray(manifest.content())), 201);
  }

  private void upload(PackageImage.Blob blob, String repository) {
    HttpResponse<String> begun = send(
        HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/")).POST(BodyPublishers.noBody()), 202);
    URI location = begun.request().uri().resolve(begun.headers().firstValue("Location").orElseThrow());
    send(HttpRequest.newBuilder(URI.create(location + "?digest=" + blob.digest()))
        .header("Content-Type", "application/octet-stream")
        .PUT(BodyPublishers.ofByteArray(blob.content())), 201);
  }

  boolean answers() {
    try {
      return http.send(HttpRequest.newBuilder(uri("/v2/")).timeout(REQUEST).build(), BodyHandlers.discarding())
          .statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder builder, int expected) {
    HttpRequest request = builder.timeout(REQUEST).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != expected) {
        throw new IllegalStateException("the registry answers " + response.statusCode() + " to " + request.method() + " "
            + request.uri() + ": " + response.body());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException("the registry does not answer " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pushing to " + request.uri(), e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://" + address() + path);
  }
}
