package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A design, field by field. */
record Design(DatabaseDesign design) {

  /** As a resource asks that has begun to create it. */
  static Design of(String name) {
    return new Design(
        new DatabaseDesign(
            name, new Claim("uid-" + name, "test/Database/" + name, true), Optional.empty(), Optional.empty(), List.of(), Map.of()));
  }

  Design found() {
    return claimedBy(design.claim().uid(), design.claim().holder(), false);
  }

  Design claimedBy(String uid, String holder, boolean made) {
    return with(new Claim(uid, holder, made), design.owner(), design.options());
  }

  Design owner(String owner) {
    return with(design.claim(), Optional.of(owner), design.options());
  }

  Design option(String name, Object value) {
    Map<String, Object> options = new HashMap<>(design.options());
    options.put(name, value);
    return with(design.claim(), design.owner(), options);
  }

  private Design with(Claim claim, Optional<String> owner, Map<String, Object> options) {
    return new Design(new DatabaseDesign(design.name(), claim, owner, design.connectionLimit(), design.extensions(), options));
  }

  static Server server(String host, int port, Tls tls) {
    return new Server(new Server.Login(host, port, "sluice", new Password("Zq@ss;w{o}r=d'\"")), Optional.empty(), tls, Timeouts.DEFAULT, 5);
  }

  static Failure failureOf(Runnable work) {
    try {
      work.run();
    } catch (EngineException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }
}
