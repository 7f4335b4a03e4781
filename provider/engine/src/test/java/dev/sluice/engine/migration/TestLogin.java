package dev.sluice.engine.migration;

import java.util.List;

/** How a server of tests is reached, in words that another JVM can be given. */
record TestLogin(String host, int port, String user, String password) {

  /** @param arguments of {@link #arguments} */
  static TestLogin of(List<String> arguments) {
    return new TestLogin(arguments.get(1), Integer.parseInt(arguments.get(2)), arguments.get(3), arguments.get(4));
  }

  List<String> arguments(String product) {
    return List.of(product, host, Integer.toString(port), user, password);
  }

  String url(String scheme, String database) {
    return "jdbc:" + scheme + "://" + host + ":" + port + "/" + database;
  }
}
