package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleFacts;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Logins of a server with their users in databases, users of databases alone, and roles of databases. */
final class SqlServerRoles implements Roles {
  private final Server server;
  private final SessionWork work;
  private final Editions editions;
  private final LoginProbe probe;

  SqlServerRoles(Server server, SessionWork work, Editions editions, LoginProbe probe) {
    this.server = Objects.requireNonNull(server, "server");
    this.work = Objects.requireNonNull(work, "work");
    this.editions = Objects.requireNonNull(editions, "editions");
    this.probe = Objects.requireNonNull(probe, "probe");
  }

  /** @param scenes of each database that it has or had access to, and that is there */
  private record Look(Identities identities, Map<String, RoleScene> scenes) {
    boolean exists() {
      var design = identities.design();
      return !identities.found().isEmpty()
          || design.access().stream().map(access -> scenes.get(access.database())).anyMatch(scene -> isThere(scene, design, identities.options()));
    }

    /** A user without a login that is gone doesn't log in, whatever it is called. */
    private static boolean isThere(RoleScene scene, RoleDesign design, RoleOptions options) {
      return scene.named(design.name()).filter(there -> there.role() || options.contained() && there.contained()).isPresent();
    }
  }

  @Override
  public Optional<RoleState> observe(RoleDesign design) {
    var options = RoleAdmission.check(design);
    var look = work.beside(design.name(), session -> look(session, design, options));
    if (!look.exists()) {
      return Optional.empty();
    }
    var works = passwords(look);
    var steps = work.beside(design.name(), session -> steps(session, look, works));
    return Optional.of(new RoleState(facts(look), steps.stream().map(Step::change).toList()));
  }

  private Look look(Session session, RoleDesign design, RoleOptions options) throws SQLException {
    var edition = editions.of(session);
    RoleAdmission.check(design, options, edition);
    var found = edition == Edition.AZURE_DATABASE ? Map.<String, LoginRow>of() : logins(session, design);
    if (options.contained() && found.containsKey(design.name())) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "Role " + design.name() + " is a login of the server's, which doesn't become a user of databases alone: remove"
              + " spec.forProvider.sqlserver.contained, or choose another name.");
    }
    RoleAdmission.check(design, found);
    var identities = new Identities(design, options, found);
    var reach = new Reach(work, edition);
    var scenes = new LinkedHashMap<String, RoleScene>();
    for (var access : design.access()) {
      scenes.put(access.database(), scene(session, reach, identities, access.database()));
      RoleAdmission.check(design, scenes.get(access.database()));
    }
    for (var former : design.former()) {
      if (!scenes.containsKey(former.database()) && isThere(session, former.database())) {
        scenes.put(former.database(), scene(session, reach, identities, former.database()));
      }
    }
    return new Look(identities, scenes);
  }

  /** One that would be the login of a turn counts where there are turns, or where there were. */
  private static Map<String, LoginRow> logins(Session session, RoleDesign design) throws SQLException {
    var found = LoginRow.read(session.connection(), Identities.names(design.name()));
    found.entrySet().removeIf(login ->
        !login.getKey().equals(design.name()) && design.current().isEmpty() && !login.getValue().isMadeFor(design.claim().holder()));
    return found;
  }

  static RoleScene scene(Session session, Reach reach, Identities identities, String database) throws SQLException {
    var sids = identities.sids();
    var names = new TreeSet<>(sids.keySet());
    names.add(identities.design().name());
    names.add(Identities.beside(identities.design().name()));
    return reach.query(session, database, RoleScene.query(names, sids.values()), rows -> RoleScene.read(database, rows));
  }

  private static boolean isThere(Session session, String database) throws SQLException {
    return Batch.query(session.connection(), "SELECT 1 FROM sys.databases WHERE name = ? AND state = 0", rows -> rows.next(), database);
  }

  /** Where the password is known to work; a login of its own, which nobody should wait for who holds a session. */
  private Map<String, Boolean> passwords(Look look) {
    var design = look.identities().design();
    var works = new LinkedHashMap<String, Boolean>();
    if (!design.login() || design.password().isEmpty()) {
      return works;
    }
    var password = design.password().get();
    if (look.identities().options().contained()) {
      look.scenes().forEach((database, scene) -> {
        if (scene.named(design.name()).isPresent()) {
          works.put(database, probe.works(Optional.of(database), design.name(), password));
        }
      });
    } else if (look.identities().found().containsKey(design.username())) {
      var kept = look.identities().found().get(design.username()).hash();
      works.put("", kept.flatMap(hash -> PasswordHash.matches(hash, password)).orElseGet(() -> probe.works(Optional.empty(), design.username(), password)));
    }
    return works;
  }

  private List<Step> steps(Session session, Look look, Map<String, Boolean> works) throws SQLException {
    var identities = look.identities();
    var design = identities.design();
    var reach = new Reach(work, editions.of(session));
    var steps = new ArrayList<>(new LoginDifferences(design, identities.options(), identities.found()).steps(works.getOrDefault("", true)));
    for (var access : design.access()) {
      var differences = new AccessDifferences(identities, access, look.scenes().get(access.database()));
      differences.step(works.getOrDefault(access.database(), true)).ifPresent(steps::add);
      if (differences.ownsSchemas()) {
        steps.addAll(handOver(session, reach, access.database(), differences.principals()));
      }
    }
    for (var former : design.former()) {
      if (design.access().stream().noneMatch(access -> access.database().equals(former.database())) && look.scenes().containsKey(former.database())) {
        steps.addAll(leaving(session, reach, identities, look.scenes().get(former.database())));
      }
    }
    return steps;
  }

  static List<Step> handOver(Session session, Reach reach, String database, Set<String> names) throws SQLException {
    var owned = reach.query(session, database, Ownership.query(RoleScene.theirs(names, List.of())), Ownership::read);
    return owned.none() ? List.of() : List.of(Step.inside(database, "given to the owner of database " + database + ": " + owned.inWords(), owned.statements()));
  }

  /** Grants of their own may speak of it there, and need it. */
  private static List<Step> leaving(Session session, Reach reach, Identities identities, RoleScene scene) throws SQLException {
    var design = identities.design();
    if (design.grants().stream().anyMatch(terms -> terms.database().filter(scene.database()::equals).isPresent())) {
      return List.of();
    }
    var steps = new ArrayList<Step>();
    for (var there : new Departure(identities, scene).principals()) {
      steps.addAll(Departure.steps(session, reach, scene.database(), there, RemovalPolicy.REASSIGN));
    }
    return steps;
  }

  private static RoleFacts facts(Look look) {
    var identities = look.identities();
    var design = identities.design();
    var holder = holder(look);
    var row = Optional.ofNullable(identities.found().get(design.username()));
    var marker = holder.map(RoleScene.Principal::marker).flatMap(ClaimMarker::claim);
    var made = identities.found().values().stream().anyMatch(login -> login.isMadeFor(design.claim().holder()));
    return new RoleFacts(
        design.name(),
        design.login() && (identities.options().contained() || row.filter(login -> !login.disabled()).isPresent()),
        -1,
        holder.map(there -> memberOf(look, there)).orElse(List.of()),
        Map.of(),
        made ? Optional.of(new Claim(design.claim().uid(), design.claim().holder(), true)) : marker,
        identities.options().contained() ? holder.flatMap(there -> there.marker().turned()) : row.flatMap(LoginRow::passwordSet));
  }

  /** In the first database. */
  private static Optional<RoleScene.Principal> holder(Look look) {
    var design = look.identities().design();
    return design.access().stream().findFirst().map(access -> look.scenes().get(access.database())).flatMap(scene ->
        scene.role(design.name()).or(() -> look.identities().sids().values().stream().flatMap(sid -> scene.user(sid).stream()).findFirst())
            .or(() -> scene.named(design.name())));
  }

  private static List<String> memberOf(Look look, RoleScene.Principal holder) {
    var scene = look.scenes().get(look.identities().design().access().getFirst().database());
    return scene.rolesOf(holder.name()).stream().filter(role -> !Rights.ROLES.contains(role) && !role.equals(look.identities().design().name())).sorted().toList();
  }

  @Override
  public Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database) {
    return SqlServerUrls.of(server, role, password, database);
  }

  @Override
  public void create(RoleDesign design) {
    var options = RoleAdmission.check(design);
    this.<Void>locked(design, session -> {
      var look = look(session, design, options);
      var login = look.identities().found().get(design.username());
      if (design.login() && !options.contained() && login != null && !login.isMadeFor(design.claim().holder())) {
        throw Admission.permanent(
            Reasons.ALREADY_EXISTS, "Login " + design.username() + " was made by somebody else meanwhile; choose another name, or adopt it.");
      }
      make(session, steps(session, look, Map.of()));
      return null;
    });
    probe.forget(design.username());
  }

  @Override
  public void update(RoleDesign design, RoleState state) {
    var options = RoleAdmission.check(design);
    var works = passwords(work.beside(design.name(), session -> look(session, design, options)));
    this.<Void>locked(design, session -> {
      // Looked at again, under the lock: somebody may have claimed it meanwhile.
      make(session, steps(session, look(session, design, options), works));
      return null;
    });
    // A login test follows any change.
    probe.forget(design.username());
  }

  private void make(Session session, List<Step> steps) throws SQLException {
    var reach = new Reach(work, editions.of(session));
    for (var step : steps) {
      reach.make(session, step);
    }
  }

  private <T> T locked(RoleDesign design, SessionWork.Task<T> task) {
    return work.beside(design.name(), session -> NameLock.holding(session, "role", design.name(), server.timeouts().lock(), task));
  }

  @Override
  public Optional<String> drop(RoleDesign design, RemovalPolicy policy) {
    Quoting.identifier(design.name());
    RoleAdmission.checkName(design.name());
    var stays = this.<Optional<String>>locked(design, session -> new RoleRemoval(design, policy, new Reach(work, editions.of(session))).remove(session));
    Identities.names(design.name()).forEach(probe::forget);
    return stays;
  }
}
