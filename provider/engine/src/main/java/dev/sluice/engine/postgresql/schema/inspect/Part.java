package dev.sluice.engine.postgresql.schema.inspect;

import java.sql.ResultSet;
import java.sql.SQLException;

/** One query over the whole of a database, and what its rows add to what is found. */
interface Part {
  String sql(int major);

  void read(ResultSet rows, Finding found) throws SQLException;
}
