package dev.sluice.local.crossplane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Stands in for the cluster's DNS and service network: an HTTP proxy (method CONNECT) that leads the name and port of a
 * Service to a process on the loopback address. Crossplane dials its functions through it, by their real names.
 */
final class ServiceProxy implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int MAX_HEADER = 8192;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final ServerSocket server;
  private final Map<String, Integer> routes = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(CONNECTIONS);

  private ServiceProxy(ServerSocket server) {
    this.server = server;
  }

  static ServiceProxy start() {
    try {
      ServiceProxy proxy = new ServiceProxy(new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("service-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("no port can be opened on the loopback address", e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /**
   * @param service name and port as they are dialled, such as {@code function-auto-ready.crossplane-system:9443}
   */
  void route(String service, int port) {
    routes.put(service, port);
  }

  @Override
  public void close() {
    closeQuietly(server);
    open.forEach(ServiceProxy::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (places.tryAcquire()) {
          Thread.ofVirtual().name("service-proxy-connection").start(() -> serve(client));
        } else {
          closeQuietly(client);
        }
      } catch (IOException closed) {
        // The loop's condition tells whether it was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client; Socket target = new Socket()) {
      open.add(client);
      open.add(target);
      client.setSoTimeout(TIMEOUT_MILLIS);
      Optional<Integer> port = requested(client.getInputStream()).map(routes::get);
      if (port.isEmpty()) {
        answer(client, "502 Bad Gateway");
        return;
      }
      target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get()), TIMEOUT_MILLIS);
      client.setSoTimeout(0);
      answer(client, "200 OK");
      Thread back = Thread.ofVirtual().start(() -> transfer(target, client));
      transfer(client, target);
      back.join();
    } catch (IOException ended) {
      // The client sees the end of the connection and dials again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.removeIf(Socket::isClosed);
      places.release();
    }
  }

  /** What stands between CONNECT and HTTP/1.1. Nothing follows the header before it is answered. */
  private static Optional<String> requested(InputStream in) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    while (header.size() < MAX_HEADER && !header.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      header.write(next);
    }
    String[] words = header.toString(StandardCharsets.US_ASCII).split(" ", 3);
    return words.length == 3 && words[0].equals("CONNECT") ? Optional.of(words[1]) : Optional.empty();
  }

  private static void answer(Socket client, String status) throws IOException {
    client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static void transfer(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // Either side may end it.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyGone) {
      // Nothing is left to close.
    }
  }
}
