package dev.sluice.local.quickstart;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where the quickstart's databases are, as their administrator reaches them. */
interface DatabaseServer {

  ShownEngine engine();

  /** Blank: no database in particular. */
  Connection connect(String database) throws SQLException;

  /** The same server as somebody else; empty for files, which have no users. */
  Optional<DatabaseServer> as(String username, String password);

  /** The Secret that the example's ProviderConfig names. */
  Optional<String> secretManifest(String namespace);

  /** The example is written for one place; another one may want something else. */
  String adapt(String manifest);

  /** What the provider must be told to reach it. */
  List<String> providerFlags();
}
