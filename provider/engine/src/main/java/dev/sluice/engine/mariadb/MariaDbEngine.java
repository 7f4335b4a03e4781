package dev.sluice.engine.mariadb;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Server;
import dev.sluice.engine.mysqlfamily.MySqlFamilyServer;
import dev.sluice.engine.mysqlfamily.WarmUp;
import java.time.Clock;
import java.util.OptionalInt;

/** MariaDB 10.6 and newer. */
public final class MariaDbEngine implements Engine {

  @Override
  public String id() {
    return MariaDbProduct.INSTANCE.id();
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.of(3306);
  }

  @Override
  public DatabaseServer open(Server server) {
    return new MySqlFamilyServer(server, MariaDbProduct.INSTANCE, Clock.systemUTC());
  }

  @Override
  public void warmUp() {
    WarmUp.of(MariaDbProduct.INSTANCE);
  }
}
