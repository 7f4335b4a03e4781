package dev.sluice.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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

  /** For those who log in by name and password, as far as it is known; the same as above, and who. */
  public static Map<String, String> of(
      Server.Login login, String scheme, Optional<String> database, String user, Optional<Password> password) {
    var details = new TreeMap<String, String>();
    details.put("endpoint", login.host());
    details.put("port", Integer.toString(login.port()));
    details.put("username", user);
    password.ifPresent(known -> details.put("password", known.reveal()));
    database.ifPresent(name -> {
      var place = login.address() + "/" + escaped(name);
      var secret = password.map(known -> escaped(known.reveal()));
      details.put("database", name);
      details.put(
          "jdbcUrl", "jdbc:" + scheme + "://" + place + "?user=" + escaped(user) + secret.map(text -> "&password=" + text).orElse(""));
      details.put("uri", scheme + "://" + escaped(user) + secret.map(text -> ":" + text).orElse("") + "@" + place);
    });
    return details;
  }

  /** As part of a URL. */
  public static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
