package dev.sluice.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server under another port, which counts how often clients spoke and then waited for an answer. */
final class CountingRelay implements AutoCloseable {
  private final ServerSocket entrance;
  private final int port;
  private int trips;
  private boolean answered = true;

  CountingRelay(int port) {
    try {
      this.port = port;
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.startVirtualThread(this::accept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Of what one client does at a time. */
  synchronized int trips() {
    return trips;
  }

  private synchronized void spoken(boolean byClient) {
    if (byClient && answered) {
      trips++;
    }
    answered = !byClient;
  }

  private void accept() {
    try {
      while (true) {
        var client = entrance.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread.startVirtualThread(() -> copy(client, server, true));
        Thread.startVirtualThread(() -> copy(server, client, false));
      }
    } catch (IOException closed) {
      // Of no more use.
    }
  }

  private void copy(Socket from, Socket to, boolean byClient) {
    var buffer = new byte[1 << 16];
    try (from; to) {
      for (var read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
        spoken(byClient);
        to.getOutputStream().write(buffer, 0, read);
        to.getOutputStream().flush();
      }
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
