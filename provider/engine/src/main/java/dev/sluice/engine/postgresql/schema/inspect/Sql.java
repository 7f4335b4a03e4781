package dev.sluice.engine.postgresql.schema.inspect;

/** Pieces of the queries. Sessions have {@code pg_catalog} as their path, so that every other schema is named in the answers. */
final class Sql {
  /** Of a row {@code n} of pg_namespace: a schema that isn't the system's own, nor a session's. */
  static final String USERS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  private Sql() {}

  /** That an object is no extension's. */
  static String own(String catalog, String oid) {
    return "NOT EXISTS (SELECT FROM pg_depend member WHERE member.classid = '" + catalog + "'::regclass AND member.objid = " + oid + " AND member.deptype = 'e')";
  }

  /** The name of a collation where it isn't the type's own. */
  static String collation(String collation, String type) {
    return "CASE WHEN " + collation + " <> 0 AND " + collation + " <> " + type + " THEN (SELECT format('%I.%I', cn.nspname, co.collname)"
        + " FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = " + collation + ") ELSE '' END";
  }

  /** A name with its schema, of a row of pg_class and the like. */
  static String sequenceTerms(String s) {
    return "format_type(" + s + ".seqtypid, NULL) AS seq_type, " + s + ".seqstart, " + s + ".seqincrement, " + s + ".seqmin, " + s + ".seqmax, " + s
        + ".seqcache, " + s + ".seqcycle";
  }
}
