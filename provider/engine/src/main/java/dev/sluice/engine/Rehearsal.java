package dev.sluice.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.function.Function;

/** A first connection that is refused at once, which loads nearly all that one needs which succeeds. */
public final class Rehearsal {
  private Rehearsal() {}

  /** @param connector to a server that isn't there */
  public static void connect(Function<Server, SessionConnector> connector, String database) {
    try {
      int nobody;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        nobody = socket.getLocalPort();
      }
      Server.Login login = new Server.Login("127.0.0.1", nobody, "nobody", new Password(""));
      connector.apply(new Server(login, Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 3)).connect(database);
    } catch (IOException e) {
      // Then the first connection is slow.
    }
  }
}
