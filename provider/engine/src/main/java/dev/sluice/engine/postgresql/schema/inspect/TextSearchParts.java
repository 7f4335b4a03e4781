package dev.sluice.engine.postgresql.schema.inspect;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Text search: dictionaries, and the configurations that say which of them are asked for a token. */
final class TextSearchParts {
  static final class Dictionaries implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT d.oid, n.nspname, d.dictname, pg_get_userbyid(d.dictowner) AS owner, format('%%I.%%I', tn.nspname, t.tmplname) AS template,
            coalesce(d.dictinitoption, '') AS options
          FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
            JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
          WHERE %s AND %s"""
          .formatted(Sql.USERS, Sql.own("pg_ts_dict", "d.oid"));
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.of(Kind.TEXT_SEARCH_DICTIONARY, row.getString("nspname"), row.getString("dictname"));
      found.known("pg_ts_dict", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), null);
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      found.add(new Item.Dictionary(id, row.getString("template"), options(row.getString("options"))));
    }

    /** The server keeps them as one text, each quote within quotes twice. */
    private static List<String> options(String text) {
      var options = new ArrayList<String>();
      var from = 0;
      var quote = ' ';
      for (var at = 0; at < text.length(); at++) {
        var c = text.charAt(at);
        if (quote == ' ' && c == ',') {
          options.add(text.substring(from, at).strip());
          from = at + 1;
        } else if (c == '\'' || c == '"') {
          quote = quote == ' ' ? c : quote == c ? ' ' : quote;
        }
      }
      if (!text.isBlank()) {
        options.add(text.substring(from).strip());
      }
      return options;
    }
  }

  static final class Configurations implements Part {
    @Override
    public String sql(int major) {
      return """
          SELECT c.oid, n.nspname, c.cfgname, pg_get_userbyid(c.cfgowner) AS owner, format('%%I.%%I', pn.nspname, p.prsname) AS parser,
            coalesce(m.tokens, '{}') AS tokens, coalesce(m.dictionaries, '{}') AS dictionaries
          FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
            JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace,
            LATERAL (SELECT array_agg(t.token) AS tokens, array_agg(t.dictionaries) AS dictionaries FROM
              (SELECT quote_ident(t.alias) AS token, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
              FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = c.oid GROUP BY t.alias) t) m
          WHERE %s AND %s"""
          .formatted(Sql.USERS, Sql.own("pg_ts_config", "c.oid"));
    }

    @Override
    public void read(ResultSet row, Finding found) throws SQLException {
      var id = Id.of(Kind.TEXT_SEARCH_CONFIGURATION, row.getString("nspname"), row.getString("cfgname"));
      found.known("pg_ts_config", row.getLong("oid"), id);
      found.access(id, row.getString("owner"), null);
      found.needs(id, Id.global(Kind.SCHEMA, id.schema()));
      var tokens = Finding.list(row, "tokens");
      var dictionaries = Finding.list(row, "dictionaries");
      var mappings = new TreeMap<String, String>();
      for (var at = 0; at < tokens.size(); at++) {
        mappings.put(tokens.get(at), dictionaries.get(at));
      }
      found.add(new Item.Configuration(id, row.getString("parser"), mappings));
    }
  }

  private TextSearchParts() {}
}
