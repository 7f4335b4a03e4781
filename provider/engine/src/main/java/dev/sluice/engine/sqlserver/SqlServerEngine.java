package dev.sluice.engine.sqlserver;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** SQL Server 2017 and newer, and Azure SQL. */
public final class SqlServerEngine implements Engine {
  /** Where to log in if nothing is said. */
  static final String USUAL_DATABASE = "master";

  @Override
  public String id() {
    return "SQLServer";
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.of(1433);
  }

  @Override
  public DatabaseServer open(Server server) {
    return new SqlServerServer(server, Clock.systemUTC());
  }

  /** An attempt that is refused at once loads nearly all that one needs which succeeds. */
  @Override
  public void warmUp() {
    try {
      int nobody;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        nobody = socket.getLocalPort();
      }
      Server.Login login = new Server.Login("127.0.0.1", nobody, "nobody", new Password(""));
      Server server = new Server(login, Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 3);
      new SqlServerConnector(server, new SqlServerFailures(server)).connect(USUAL_DATABASE);
      SSLContext.getDefault();
    } catch (IOException | NoSuchAlgorithmException e) {
      // Then the first connection is slow.
    }
  }
}
