package dev.sluice.engine.sqlserver;

import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Connection details in the words of SQL Server's drivers. */
final class SqlServerUrls {
  private SqlServerUrls() {}

  static Map<String, String> of(Server server, String database) {
    return of(server, database, "", "");
  }

  /** For those who log in by name and password, as far as it is known. */
  static Map<String, String> of(Server server, String user, Optional<Password> password, Optional<String> database) {
    var login = server.requiredLogin();
    var secret = password.map(Password::reveal);
    var details = new TreeMap<String, String>();
    details.put("endpoint", login.host());
    details.put("port", Integer.toString(login.port()));
    database.ifPresent(name ->
        details.putAll(
            of(
                server, name, "user=" + braced(user) + ";" + secret.map(text -> "password=" + braced(text) + ";").orElse(""),
                ConnectionDetails.escaped(user) + secret.map(text -> ":" + ConnectionDetails.escaped(text)).orElse("") + "@")));
    details.put("username", user);
    secret.ifPresent(text -> details.put("password", text));
    return details;
  }

  private static Map<String, String> of(Server server, String database, String properties, String userinfo) {
    var login = server.requiredLogin();
    var protection = protection(server.tls().mode());
    return ConnectionDetails.of(
        login,
        database,
        "jdbc:sqlserver://" + login.address() + ";databaseName=" + braced(database) + ";" + properties + protection,
        "sqlserver://" + userinfo + login.address() + "?database=" + ConnectionDetails.escaped(database) + "&" + protection.replace(";", "&"));
  }

  /** Drivers check the certificate unless they are told otherwise, which is not what the mode says. */
  private static String protection(Tls.Mode mode) {
    return switch (mode) {
      case DISABLE -> "encrypt=false";
      case REQUIRE -> "encrypt=true;trustServerCertificate=true";
      case VERIFY_CA, VERIFY_FULL -> "encrypt=true";
    };
  }

  /** As a value in the driver's URL, where braces keep all but themselves as it is. */
  static String braced(String value) {
    return "{" + value.replace("}", "}}") + "}";
  }
}
