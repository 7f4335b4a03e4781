package dev.sluice.controller.database;

import dev.sluice.engine.Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What the connection secret of a Database says: where it is, never as whom to log in. */
final class Connection {
  private Connection() {}

  static Map<String, String> details(Server server, String database, String engine) {
    var place = "//" + bracketed(server.host()) + ":" + server.port() + "/" + escaped(database);
    var scheme = engine.toLowerCase(java.util.Locale.ROOT);
    var details = new TreeMap<String, String>();
    details.put("endpoint", server.host());
    details.put("port", Integer.toString(server.port()));
    details.put("database", database);
    details.put("jdbcUrl", "jdbc:" + scheme + ":" + place);
    details.put("uri", scheme + ":" + place);
    return details;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String escaped(String database) {
    return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
