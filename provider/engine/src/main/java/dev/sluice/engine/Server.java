package dev.sluice.engine;

import java.util.Objects;

/**
 * Where a server is, and as whom to log in.
 *
 * @param host a host name or address; refused where it is not one
 * @param defaultDatabase where to log in for what concerns no database in particular
 * @param maxSessions how many sessions may be open at once, at least 3; one of them is kept free for ending others
 */
public record Server(
    String host,
    int port,
    String username,
    Password password,
    String defaultDatabase,
    Tls tls,
    Timeouts timeouts,
    int maxSessions) {
  public Server {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(defaultDatabase, "defaultDatabase");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(timeouts, "timeouts");
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port is " + port + ", must be 1 to 65535");
    }
    if (maxSessions < 3) {
      throw new IllegalArgumentException("maxSessions is " + maxSessions + ", must be 3 or more");
    }
  }
}
