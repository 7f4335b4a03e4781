package dev.sluice.local.provider;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A child JVM with an operator's surface: flags in, probes out, ends on SIGTERM. */
final class FakeOperator {
  private FakeOperator() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("kubeconfig " + System.getenv("KUBECONFIG") + " arguments " + Arrays.toString(arguments));
    System.err.println("to the error stream");
    if (Arrays.asList(arguments).contains("--fail")) {
      throw new IllegalStateException("told to fail");
    }
    serve(arguments[0], "/readyz", "ok");
    serve(arguments[1], "/metrics", "sluice_resources 1");
  }

  private static void serve(String flag, String path, String text) throws IOException {
    int port = Integer.parseInt(flag.substring(flag.lastIndexOf(':') + 1));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext(path, exchange -> {
      exchange.sendResponseHeaders(200, text.length());
      exchange.getResponseBody().write(text.getBytes());
      exchange.close();
    });
    server.start();
  }
}
