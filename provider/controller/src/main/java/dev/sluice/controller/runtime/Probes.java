package dev.sluice.controller.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A few pages of plain text on one address: health, or metrics. */
final class Probes implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  /** @param ok whether the answer is 200 rather than 503 */
  record Page(boolean ok, String text) {}

  private Probes(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * @param address {@code host:port} or {@code :port}; {@code 0} serves nothing
   * @throws IllegalArgumentException where it is not an address or is taken, saying which and what to do
   */
  static Optional<Probes> serve(String flag, String address, Map<String, Supplier<Page>> pages) {
    if (address.equals("0")) {
      return Optional.empty();
    }
    try {
      var server = HttpServer.create(parse(flag, address), 16);
      pages.forEach((path, page) -> server.createContext(path, exchange -> answer(exchange, path, page)));
      var threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().name("http-", 0).factory());
      server.setExecutor(threads);
      server.start();
      return Optional.of(new Probes(server, threads));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s=%s can't be listened on (%s); choose another port.".formatted(flag, address, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static InetSocketAddress parse(String flag, String address) throws IOException {
    var colon = address.lastIndexOf(':');
    try {
      var port = Integer.parseInt(address.substring(colon + 1));
      var host = colon <= 0 ? "" : address.substring(0, colon);
      return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s=%s is not an address; write :8080 or 127.0.0.1:8080.".formatted(flag, address), e);
    }
  }

  private static void answer(HttpExchange exchange, String path, Supplier<Page> supplier) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var page = supplier.get();
      var body = page.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(page.ok() ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
