package dev.sluice.controller.grant;

import dev.sluice.api.grant.GrantObservation;
import dev.sluice.api.grant.GrantParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.holding.Holdings;
import dev.sluice.controller.managed.Deleted;
import dev.sluice.controller.managed.External;
import dev.sluice.controller.managed.ManagementPolicy;
import dev.sluice.controller.managed.Observed;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.grant.GrantDesign;
import dev.sluice.engine.grant.GrantDesign.Former;
import dev.sluice.engine.grant.GrantDesign.Others;
import dev.sluice.engine.grant.GrantTerms;
import dev.sluice.engine.role.RoleChange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A Grant is a number of entries in the access lists of a server. */
public final class GrantExternal implements External<GrantParameters, GrantObservation> {
  private final Terms terms;
  private final Holdings holdings;

  GrantExternal(Terms terms, Holdings holdings) {
    this.terms = Objects.requireNonNull(terms, "terms");
    this.holdings = Objects.requireNonNull(holdings, "holdings");
  }

  @Override
  public String externalName(Subject<GrantParameters, GrantObservation> subject, Access access) {
    return subject.name();
  }

  /** A privilege granted twice is granted once. */
  @Override
  public boolean guardsCreation() {
    return false;
  }

  @Override
  public Observed<GrantObservation> observe(
      Subject<GrantParameters, GrantObservation> subject, WakeUps.Reads reads, Access server, ManagementPolicy policy) {
    var wanted = terms.of(subject, server, reads);
    var former = Terms.former(subject).filter(before -> !before.equals(wanted)).map(before -> new Former(before, holdings.besides(subject, before.role())));
    var exclusive = Boolean.TRUE.equals(subject.parameters().exclusive());
    var others = exclusive ? holdings.besides(subject, wanted.role()) : Others.NONE;
    var design = new GrantDesign(wanted, exclusive, server.privileged(), former, others);
    var grants = server.database().grants();
    var state = grants.observe(design);
    if (!state.any() && subject.observation().isEmpty()) {
      return new Observed.Absent<>(words(state.changes()), () -> grants.update(design, state));
    }
    var observation = Terms.observation(server.engine(), wanted, subject.parameters().on());
    if (!state.changes().isEmpty()) {
      return new Observed.Outdated<>(
          observation, Map.of(), state.changes().stream().map(RoleChange::what).toList(), () -> grants.update(design, state));
    }
    return new Observed.Settled<>(observation, Map.of(), Standing.available(Reason.Available.name(), ""));
  }

  private static String words(List<RoleChange> changes) {
    return "grant: " + String.join("; ", changes.stream().map(RoleChange::what).toList());
  }

  @Override
  public Deleted delete(Subject<GrantParameters, GrantObservation> subject, Supplier<Access> access) {
    // What isn't resolved was never granted.
    Optional<GrantTerms> granted = Terms.former(subject).or(() -> terms.peek(subject));
    granted.ifPresent(present -> {
      var server = access.get();
      Terms.check(present, server);
      server.database().grants().revoke(new GrantDesign(present, false, server.privileged(), Optional.empty(), holdings.besides(subject, present.role())));
    });
    return Deleted.GONE;
  }
}
