package dev.sluice.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Where a database is, in the words of a connection secret; never as whom to log in. */
public final class ConnectionDetails {
  private ConnectionDetails() {}

  /** For products whose URLs are {@code scheme://host:port/database}. */
  public static Map<String, String> of(Server.Login login, String scheme, String database) {
    var place = scheme + "://" + login.address() + "/" + escaped(database);
    return of(login, database, "jdbc:" + place, place);
  }

  public static Map<String, String> of(Server.Login login, String database, String jdbcUrl, String uri) {
    var details = new TreeMap<String, String>();
    details.put("endpoint", login.host());
    details.put("port", Integer.toString(login.port()));
    details.put("database", database);
    details.put("jdbcUrl", jdbcUrl);
    details.put("uri", uri);
    return details;
  }

  /** As part of a URL. */
  public static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
