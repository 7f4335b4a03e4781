package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Databases of the provider's own in which SQL is tried: with the locale, the extensions and, beside the one that it is meant
 * for, the owner of that one; on another server with an owner of their own. What is tried is rolled back, so that one is as good as new after each use; a few are kept for the
 * next, each for one user at a time. Between uses they are the provider's or their own owner's, so that they stand in no owner's
 * way who is to go, and serve the next one.
 */
final class ScratchDatabases {
  private static final String PREFIX = "sluice_scratch_";
  private static final String MARK = "sluice: scratch, made ";
  private static final int KEPT = 2;
  private static final Duration LEFTOVER = Duration.ofHours(1);
  private static final String NO_RIGHT = "42501";
  /** Of PostgreSQL: schema public belongs to pg_database_owner. */
  private static final int PUBLIC_FOLLOWS_SINCE = 15;

  private final SessionWork work;
  private final Clock clock;
  private final Map<ScratchTerms.Make, Deque<Kept>> idle = new HashMap<>();
  private boolean swept;

  ScratchDatabases(SessionWork work, Clock clock) {
    this.work = work;
    this.clock = clock;
  }

  /** @param bare its structure, where that was read */
  private record Kept(String name, Optional<Model> bare) {}

  /** A database on loan. */
  final class Scratch implements AutoCloseable {
    private final String name;
    private final ScratchTerms terms;
    private Optional<Model> bare;
    private boolean spoilt;

    private Scratch(Kept kept, ScratchTerms terms) {
      this.name = kept.name();
      this.terms = terms;
      this.bare = kept.bare().flatMap(this::owned);
    }

    /** Empty where it may be another's by name, as schema public is before it was whoever's the database is. */
    private Optional<Model> owned(Model model) {
      var owner = terms.ownerOf(name);
      return model.owner().equals(owner) || model.major() >= PUBLIC_FOLLOWS_SINCE
          ? Optional.of(model.ownedBy(owner, terms.apart() ? name : terms.quotedOwner()))
          : Optional.empty();
    }

    String name() {
      return name;
    }

    ScratchTerms terms() {
      return terms;
    }

    /** Its structure before anything is tried in it, where that is known. */
    Optional<Model> bare() {
      return bare;
    }

    Model bare(Model read) {
      bare = Optional.of(read);
      return read;
    }

    /** Something may have been committed in it. */
    void spoil() {
      spoilt = true;
    }

    /** Never fails. */
    @Override
    public void close() {
      if (spoilt || !terms.apart() && !own(name, "CURRENT_USER") || !keep(terms.make(), new Kept(name, bare))) {
        drop(name);
      }
    }
  }

  Scratch take(ScratchTerms terms) {
    sweep();
    var there = idle(terms.make());
    if (there.isPresent() && own(there.get().name(), Quoting.identifier(terms.ownerOf(there.get().name())))) {
      return new Scratch(there.get(), terms);
    }
    there.map(Kept::name).ifPresent(this::drop);
    var name = PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    try {
      work.beside(name, session -> {
        for (var sql : terms.creation(name, MARK + clock.instant())) {
          SessionWork.execute(session.connection(), sql);
        }
        return null;
      });
      var extensions = terms.extensions(terms.ownerOf(name));
      if (!extensions.isEmpty()) {
        work.inside(name, session -> {
          for (var sql : extensions) {
            SessionWork.execute(session.connection(), sql);
          }
          return null;
        });
      }
      return new Scratch(new Kept(name, Optional.empty()), terms);
    } catch (EngineException e) {
      drop(name);
      throw e.failure().sqlState().filter(NO_RIGHT::equals).isPresent() ? missingRight(e.failure(), terms) : e;
    }
  }

  private static EngineException missingRight(Failure failure, ScratchTerms terms) {
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT,
            "A scratch database can't be made, in which the desired SQL would be tried: " + failure.message() + " As a superuser run ALTER ROLE ... CREATEDB"
                + (terms.apart() ? " CREATEROLE for the user there" : " for the ProviderConfig's user")
                + ", and see that it may make the database's extensions" + (terms.apart() ? "." : "; or name another server's in spec.scratch of the ProviderConfig."),
            failure.sqlState()));
  }

  /** Whether it could be given to that owner. */
  private boolean own(String name, String quotedOwner) {
    try {
      execute(name, "ALTER DATABASE " + Quoting.identifier(name) + " OWNER TO " + quotedOwner);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private synchronized Optional<Kept> idle(ScratchTerms.Make terms) {
    return Optional.ofNullable(idle.get(terms)).map(Deque::poll);
  }

  private synchronized boolean keep(ScratchTerms.Make terms, Kept scratch) {
    if (idle.values().stream().mapToInt(Deque::size).sum() >= KEPT) {
      // The one that was used longest ago may have been for somebody who is gone.
      idle.values().removeIf(Deque::isEmpty);
      var other = idle.keySet().stream().filter(key -> !key.equals(terms)).findFirst();
      if (other.isEmpty()) {
        return false;
      }
      drop(idle.get(other.get()).poll().name());
    }
    idle.computeIfAbsent(terms, any -> new ArrayDeque<>()).add(scratch);
    return true;
  }

  /** Once: what processes before this one have left, which were given no time to clean up. */
  private synchronized void sweep() {
    if (swept) {
      return;
    }
    swept = true;
    try {
      work.beside("scratch databases", session -> leftovers(session.connection(), clock.instant().minus(LEFTOVER))).forEach(this::drop);
    } catch (EngineException e) {
      // They are in nobody's way.
    }
  }

  private static List<String> leftovers(Connection connection, Instant before) throws SQLException {
    var names = new ArrayList<String>();
    try (var ask = connection.prepareStatement(
            "SELECT n.name, substr(n.mark, ?) FROM (SELECT d.datname AS name, shobj_description(d.oid, 'pg_database') AS mark FROM pg_database d"
                + " WHERE NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) UNION ALL SELECT r.rolname, shobj_description(r.oid, 'pg_authid')"
                + " FROM pg_roles r WHERE NOT EXISTS (SELECT FROM pg_database d WHERE d.datname = r.rolname)) n WHERE n.name ~ ? AND starts_with(n.mark, ?)")) {
      ask.setInt(1, MARK.length() + 1);
      ask.setString(2, "^" + PREFIX);
      ask.setString(3, MARK);
      try (var rows = ask.executeQuery()) {
        while (rows.next()) {
          if (Instant.parse(rows.getString(2)).isBefore(before)) {
            names.add(rows.getString(1));
          }
        }
      }
    }
    return names;
  }

  private void drop(String name) {
    work.sessions().endIdle(name);
    var dropping = "DROP DATABASE IF EXISTS " + Quoting.identifier(name);
    try {
      try {
        execute(name, dropping + " WITH (FORCE)");
      } catch (EngineException e) {
        if (e.failure().sqlState().filter(NO_RIGHT::equals).isEmpty()) {
          throw e;
        }
        // A runner's session that is about to end may not be ours to end; without force the server waits some seconds for it.
        execute(name, dropping);
      }
      // Its owner, where that was made with it.
      execute(name, Runner.removal(name) + ";\n" + removal(name));
    } catch (EngineException e) {
      // The next process finds it.
    }
  }

  private void execute(String about, String sql) {
    work.beside(about, session -> {
      SessionWork.execute(session.connection(), sql);
      return null;
    });
  }

  private static String removal(String role) {
    return Quoting.block("BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = " + Quoting.literal(role)
        + " AND pg_catalog.starts_with(pg_catalog.shobj_description(oid, 'pg_authid'), " + Quoting.literal(MARK) + ")) THEN DROP ROLE "
        + Quoting.identifier(role) + "; END IF; END");
  }

  /** Drops those that are kept. Never fails. */
  void close() {
    List<String> names;
    synchronized (this) {
      names = idle.values().stream().flatMap(Deque::stream).map(Kept::name).toList();
      idle.clear();
    }
    names.forEach(this::drop);
  }
}
