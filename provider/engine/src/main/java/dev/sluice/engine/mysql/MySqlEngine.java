package dev.sluice.engine.mysql;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Server;
import dev.sluice.engine.mysqlfamily.MySqlFamilyServer;
import dev.sluice.engine.mysqlfamily.WarmUp;
import java.time.Clock;
import java.util.OptionalInt;

/** MySQL 8.0 and newer. */
public final class MySqlEngine implements Engine {

  @Override
  public String id() {
    return MySqlProduct.INSTANCE.id();
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.of(3306);
  }

  @Override
  public DatabaseServer open(Server server) {
    return new MySqlFamilyServer(server, MySqlProduct.INSTANCE, Clock.systemUTC());
  }

  @Override
  public void warmUp() {
    WarmUp.of(MySqlProduct.INSTANCE);
  }
}
