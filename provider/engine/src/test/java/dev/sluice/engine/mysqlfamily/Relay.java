package dev.sluice.engine.mysqlfamily;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server under another address, which isn't in its certificate. */
final class Relay implements AutoCloseable {
  static final String HOST = "127.0.0.2";

  private final ServerSocket entrance;
  private final int port;

  Relay(int port) {
    try {
      this.port = port;
      this.entrance = new ServerSocket(0, 50, InetAddress.ofLiteral(HOST));
      Thread.startVirtualThread(this::accept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        Socket server = new Socket("127.0.0.1", port);
        Thread.startVirtualThread(() -> copy(client, server));
        Thread.startVirtualThread(() -> copy(server, client));
      }
    } catch (IOException closed) {
      // Of no more use.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from; to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException closed) {
      // Either end is gone, and so is the other.
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
