package dev.sluice.local.mysqlfamily;

import java.nio.file.Path;
import java.util.List;

/** What tells MySQL from MariaDB, for whoever starts a server of either. */
public interface Product {

  /** Names folders, processes and logs, such as {@code mysql-8.0.12}. */
  String name();

  /** Where its programs are, unpacked on first use. */
  Path programs();

  /** The command that fills an empty data directory; an administrator without a password, or none, is its only user. */
  List<String> initialisation(Path programs, Path data);

  /** Program and options of a server, short of those that both products share. */
  List<String> server(Path programs);

  /** Options by which commits and files aren't flushed to the disk; what was committed outlives the process all the same. */
  List<String> withoutFsync();

  /** Statements, one a line, that leave {@code root} as the only administrator, with a password. */
  List<String> administrator(String quotedPassword);

  /** Without user and password. */
  String jdbcUrl(String address, String database);
}
