package dev.sluice.engine.postgresql.schema.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who may do what with an object. The owner goes by {@link #OWNER}, since it may be another one in the scratch database. */
public record Acl(SortedSet<Grant> grants) {
  public static final String PUBLIC = "";
  public static final String OWNER = "\0owner";
  public static final Acl NONE = new Acl(new TreeSet<>());

  private static final String LETTERS = "rawdDxtmXUCcTsA";
  private static final List<String> WORDS =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN", "EXECUTE", "USAGE", "CREATE", "CONNECT",
          "TEMPORARY", "SET", "ALTER SYSTEM");
  private static final int MAINTAIN_SINCE = 17;

  public Acl {
    grants = Collections.unmodifiableSortedSet(new TreeSet<>(grants));
  }

  /** @param grantable whether it may be passed on */
  public record Grant(String grantee, String privilege, boolean grantable) implements Comparable<Grant> {
    @Override
    public int compareTo(Grant other) {
      var byGrantee = grantee.compareTo(other.grantee);
      var byPrivilege = byGrantee != 0 ? byGrantee : privilege.compareTo(other.privilege);
      return byPrivilege != 0 ? byPrivilege : Boolean.compare(grantable, other.grantable);
    }
  }

  /** What PostgreSQL grants of itself. */
  public static Acl standard(Kind kind, int major) {
    var grants = new TreeSet<Grant>();
    var owner =
        switch (kind) {
          case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW -> "arwdDxt" + (major >= MAINTAIN_SINCE ? "m" : "");
          case SEQUENCE -> "rwU";
          case SCHEMA -> "UC";
          case FUNCTION, PROCEDURE, AGGREGATE -> "X";
          case ENUM, COMPOSITE, DOMAIN, RANGE, FOREIGN_DATA_WRAPPER, SERVER -> "U";
          default -> "";
        };
    add(grants, OWNER, owner);
    if (kind.routine()) {
      add(grants, PUBLIC, "X");
    } else if (kind.type()) {
      add(grants, PUBLIC, "U");
    }
    return new Acl(grants);
  }

  /** @param items as {@code aclitem} writes them: {@code grantee=r*w/grantor} */
  public static Acl parse(String[] items, String owner) {
    var grants = new TreeSet<Grant>();
    for (var item : items) {
      var text = new StringBuilder();
      var at = 0;
      var quoted = false;
      for (; at < item.length(); at++) {
        var c = item.charAt(at);
        if (c == '"') {
          if (quoted && at + 1 < item.length() && item.charAt(at + 1) == '"') {
            text.append(c);
            at++;
          } else {
            quoted = !quoted;
          }
        } else if (c == '=' && !quoted) {
          break;
        } else {
          text.append(c);
        }
      }
      var name = text.toString();
      add(grants, name.equals(owner) ? OWNER : name, item.substring(at + 1, item.indexOf('/', at)));
    }
    return new Acl(grants);
  }

  private static void add(SortedSet<Grant> grants, String grantee, String letters) {
    for (var at = 0; at < letters.length(); at++) {
      var grantable = at + 1 < letters.length() && letters.charAt(at + 1) == '*';
      var word = LETTERS.indexOf(letters.charAt(at));
      if (word >= 0) {
        grants.add(new Grant(grantee, WORDS.get(word), grantable));
      }
    }
  }

  /** With what one grantee has for the other one. */
  Acl moved(String from, String to) {
    if (from.equals(to) || grants.stream().noneMatch(grant -> grant.grantee().equals(from))) {
      return this;
    }
    var all = new TreeSet<Grant>();
    grants.forEach(grant -> all.add(grant.grantee().equals(from) ? new Grant(to, grant.privilege(), grant.grantable()) : grant));
    return new Acl(all);
  }

  /** Both together, as where default privileges add to PostgreSQL's own. */
  public Acl and(Acl other) {
    var all = new TreeSet<>(grants);
    all.addAll(other.grants);
    return new Acl(all);
  }

  public List<Grant> without(Acl other) {
    var rest = new ArrayList<>(grants);
    rest.removeAll(other.grants);
    return rest;
  }
}
