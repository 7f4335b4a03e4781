package dev.sluice.controller.holding;

import dev.sluice.api.grant.GrantOn;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.grant.GrantTarget;
import dev.sluice.engine.grant.GrantTarget.AllIn;
import dev.sluice.engine.grant.GrantTarget.Columns;
import dev.sluice.engine.grant.GrantTarget.DefaultPrivileges;
import dev.sluice.engine.grant.GrantTarget.Kind;
import dev.sluice.engine.grant.GrantTarget.Membership;
import dev.sluice.engine.grant.GrantTarget.Named;
import dev.sluice.engine.grant.GrantTarget.WholeDatabase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** From {@code on} of a manifest to what an engine is asked for. */
public final class Targets {
  private Targets() {}

  /** @throws EngineException InvalidSpec where it names nothing, or more than one */
  public static GrantTarget of(GrantOn on) {
    var targets =
        Stream.of(
                target(on.tables(), names -> new Named(Kind.TABLE, names)),
                target(on.columns(), Columns::new),
                target(on.sequences(), names -> new Named(Kind.SEQUENCE, names)),
                target(on.routines(), names -> new Named(Kind.ROUTINE, names)),
                target(on.schemas(), names -> new Named(Kind.SCHEMA, names)),
                target(on.database(), yes -> new WholeDatabase()),
                target(on.foreignServers(), names -> new Named(Kind.FOREIGN_SERVER, names)),
                target(on.foreignDataWrappers(), names -> new Named(Kind.FOREIGN_DATA_WRAPPER, names)),
                target(on.allTablesIn(), schemas -> new AllIn(Kind.TABLE, schemas)),
                target(on.allSequencesIn(), schemas -> new AllIn(Kind.SEQUENCE, schemas)),
                target(on.allRoutinesIn(), schemas -> new AllIn(Kind.ROUTINE, schemas)),
                target(on.defaultPrivileges(), later ->
                    new DefaultPrivileges(Optional.ofNullable(later.owner()), Objects.requireNonNullElse(later.schemas(), List.of()), later.type())),
                target(on.memberOf(), Membership::new))
            .flatMap(Optional::stream)
            .toList();
    if (targets.size() != 1) {
      throw new EngineException(
          new Failure.Permanent(Reasons.INVALID_SPEC, "spec.forProvider.on must have exactly one field, such as tables: [public.orders].", Optional.empty()));
    }
    return targets.getFirst();
  }

  private static <T> Optional<GrantTarget> target(T value, Function<T, GrantTarget> target) {
    return Optional.ofNullable(value).map(target);
  }
}
