package dev.sluice.local.mysql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.Product;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

record MySqlProduct(MySqlBinaries binaries) implements Product {
  MySqlProduct {
    requireNonNull(binaries, "binaries is null");
  }

  @Override
  public String name() {
    return "mysql-" + binaries.version();
  }

  @Override
  public Path programs() {
    return binaries.folder();
  }

  @Override
  public List<String> initialisation(Path programs, Path data) {
    List<String> line = new ArrayList<>(server(programs));
    line.addAll(List.of("--initialize-insecure", "--datadir=" + data, "--skip-ssl", "--innodb-flush-method=nosync"));
    if (System.getProperty("user.name").equals("root")) {
      line.add("--user=root");
    }
    return line;
  }

  @Override
  public List<String> server(Path programs) {
    return List.of(
        programs.resolve("bin/mysqld").toString(),
        "--no-defaults",
        "--basedir=" + programs,
        "--lc-messages-dir=" + programs.resolve("share"),
        // A second protocol, on a port of its own.
        "--skip-mysqlx",
        // Logins by the newer one need TLS.
        "--default-authentication-plugin=mysql_native_password",
        "--auto-generate-certs=OFF",
        "--sha256-password-auto-generate-rsa-keys=OFF",
        "--caching-sha2-password-auto-generate-rsa-keys=OFF",
        // What stands in for the library doesn't do it.
        "--innodb-use-native-aio=OFF",
        binaries.redoLogOption());
  }

  @Override
  public List<String> withoutFsync() {
    return List.of("--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0", "--sync-binlog=0");
  }

  @Override
  public List<String> administrator(String quotedPassword) {
    return List.of(
        "CREATE USER root@'%' IDENTIFIED BY " + quotedPassword + ";",
        "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;",
        "DROP USER root@localhost;");
  }

  @Override
  public String jdbcUrl(String address, String database) {
    return "jdbc:mysql://" + address + "/" + database;
  }
}
