package dev.sluice.local.mariadb;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.Product;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

record MariaDbProduct(MariaDbBinaries binaries) implements Product {
  private static final String SMALL_REDO_LOG = "--innodb-log-file-size=8M";

  MariaDbProduct {
    requireNonNull(binaries, "binaries is null");
  }

  @Override
  public String name() {
    return "mariadb-" + binaries.version();
  }

  @Override
  public Path programs() {
    return binaries.folder();
  }

  @Override
  public List<String> initialisation(Path programs, Path data) {
    List<String> line = new ArrayList<>(List.of(
        "sh", programs.resolve("scripts/mariadb-install-db").toString(),
        "--no-defaults",
        "--basedir=" + programs,
        "--datadir=" + data,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        SMALL_REDO_LOG));
    if (System.getProperty("user.name").equals("root")) {
      line.add("--user=root");
    }
    return line;
  }

  @Override
  public List<String> server(Path programs) {
    return List.of(programs.resolve("bin/mariadbd").toString(), "--no-defaults", "--basedir=" + programs, SMALL_REDO_LOG);
  }

  @Override
  public List<String> withoutFsync() {
    return List.of("--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0", "--debug-no-sync");
  }

  @Override
  public List<String> administrator(String quotedPassword) {
    return List.of(
        "CREATE USER root@'%' IDENTIFIED BY " + quotedPassword + ";",
        "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;",
        // The others have no password, and each its own host.
        "DELETE FROM mysql.global_priv WHERE User IN ('', 'root') AND Host <> '%';",
        "FLUSH PRIVILEGES;");
  }

  @Override
  public String jdbcUrl(String address, String database) {
    return "jdbc:mariadb://" + address + "/" + database;
  }
}
