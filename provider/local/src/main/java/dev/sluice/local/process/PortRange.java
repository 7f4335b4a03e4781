package dev.sluice.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports. They lie below the range from which systems serve outgoing connections, so a server that
 * stops and starts again finds its port still free.
 */
public final class PortRange {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;
  private static final int ATTEMPTS = 200;

  private PortRange() {}

  public static int freePort() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port found on the loopback address between " + FIRST + " and " + LAST
        + ": end processes that listen there");
  }

  /** Different ones: each is taken by nobody yet, so that two questions might get one answer. */
  public static List<Integer> freePorts(int count) {
    var ports = new LinkedHashSet<Integer>();
    while (ports.size() < count) {
      ports.add(freePort());
    }
    return List.copyOf(ports);
  }

  /** Whether somebody listens there. */
  public static boolean isServed(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
