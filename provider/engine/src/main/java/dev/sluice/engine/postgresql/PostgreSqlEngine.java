package dev.sluice.engine.postgresql;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Rehearsal;
import dev.sluice.engine.Server;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** PostgreSQL 14 and newer. */
public final class PostgreSqlEngine implements Engine {
  /** Where to log in if nothing is said. */
  static final String USUAL_DATABASE = "postgres";

  private static final int SCRAM_ROUNDS = 4096;

  private final PlanRoom room = new PlanRoom(Runtime.getRuntime().maxMemory());

  @Override
  public String id() {
    return "PostgreSQL";
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.of(5432);
  }

  @Override
  public DatabaseServer open(Server server) {
    return new PostgreSqlServer(server, Clock.systemUTC(), room);
  }

  @Override
  public void warmUp() {
    Rehearsal.connect(server -> new PostgreSqlConnector(server, new PostgreSqlFailures(server)), USUAL_DATABASE);
    try {
      SSLContext.getDefault();
      hashAsALoginDoes();
    } catch (GeneralSecurityException e) {
      // Then the first connection is slow.
    }
  }

  /** SCRAM costs thousands of hashes, which take long until they are compiled. */
  private static void hashAsALoginDoes() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[] {1}, mac.getAlgorithm()));
    byte[] hash = new byte[mac.getMacLength()];
    for (int i = 0; i < SCRAM_ROUNDS; i++) {
      hash = mac.doFinal(hash);
    }
  }
}
