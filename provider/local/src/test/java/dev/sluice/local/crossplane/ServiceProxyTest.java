package dev.sluice.local.crossplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceProxyTest {
  private final ServiceProxy proxy = ServiceProxy.start();

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void bytesGoToTheProcessThatServesTheNameAndBack() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      proxy.route("function-a.crossplane-system:9443", server.getLocalPort());
      Thread.ofVirtual().start(() -> echo(server));

      try (Socket client = connect("CONNECT function-a.crossplane-system:9443 HTTP/1.1")) {
        assertThat(line(client)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(line(client)).isEmpty();
        client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(line(client)).isEqualTo("hello");
      }
    }
  }

  @Test
  void aNameThatNobodyServesIsRefused() throws IOException {
    try (Socket client = connect("CONNECT function-b.crossplane-system:9443 HTTP/1.1")) {
      assertThat(line(client)).isEqualTo("HTTP/1.1 502 Bad Gateway");
    }
  }

  @Test
  void nothingButConnectIsServed() throws IOException {
    try (Socket client = connect("GET / HTTP/1.1")) {
      assertThat(line(client)).isEqualTo("HTTP/1.1 502 Bad Gateway");
    }
  }

  private Socket connect(String request) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), URI.create(proxy.url()).getPort());
    client.getOutputStream().write((request + "\r\nHost: ignored\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static void echo(ServerSocket server) {
    try (Socket accepted = server.accept()) {
      accepted.getInputStream().transferTo(accepted.getOutputStream());
    } catch (IOException ended) {
      // The test has closed its side.
    }
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = socket.getInputStream().read(); next >= 0 && next != '\n'; next = socket.getInputStream().read()) {
      text.append((char) next);
    }
    return text.toString().strip();
  }
}
