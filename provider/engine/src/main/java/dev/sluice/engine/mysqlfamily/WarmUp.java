package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Loads what a first connection needs: an attempt that is refused at once needs nearly all of it. */
public final class WarmUp {
  private WarmUp() {}

  public static void of(Product product) {
    try {
      int nobody;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        nobody = socket.getLocalPort();
      }
      Server.Login login = new Server.Login("127.0.0.1", nobody, "nobody", new Password(""));
      Server server = new Server(login, Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 3);
      new MySqlFamilyConnector(server, product, new MySqlFamilyFailures(server, product)).connect("");
    } catch (IOException e) {
      // Then the first connection is slow.
    }
  }
}
