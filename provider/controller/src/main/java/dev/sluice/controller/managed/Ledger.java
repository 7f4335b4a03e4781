package dev.sluice.controller.managed;

import dev.sluice.api.common.Condition;
import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.engine.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a pass writes about its resource, each write on top of the one before; a write that would change nothing is not made.
 * Safe for the two threads of a pass.
 */
final class Ledger<R extends Managed<P, O>, P, O> {
  /** A long operation tells of its progress at most this often. */
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Until what goes on has news; looked at now and then, for its deadline. */
  static final Next LOOKING = Next.in(LOOK_AGAIN);

  private final ManagedReconciler.Tools tools;
  private final Writer<R, P, O> writer;
  /** What comes while a pass goes on is for the next one to answer. */
  private final Subject<P, O> asked;
  private final UnaryOperator<O> own;
  private Subject<P, O> subject;
  private R current;
  private boolean wroteStatus;

  /** @param own as {@link External#own} */
  Ledger(ManagedReconciler.Tools tools, Writer<R, P, O> writer, UnaryOperator<O> own, Subject<P, O> subject, R current) {
    this.tools = tools;
    this.writer = writer;
    this.asked = subject;
    this.own = own;
    this.subject = subject;
    this.current = current;
  }

  /** As of the last write. */
  synchronized Subject<P, O> subject() {
    return subject;
  }

  synchronized boolean wroteStatus() {
    return wroteStatus;
  }

  synchronized void claim(Map<String, String> annotations) {
    wrote(writer.claim(current, annotations));
  }

  synchronized void annotate(Map<String, String> annotations) {
    wrote(writer.annotate(current, annotations));
  }

  synchronized void release() {
    wrote(writer.release(current));
  }

  void event(String reason, String message) {
    tools.parts().events().normal(subject().object(), reason, message);
  }

  /** Says that this generation is seen and worked on. */
  synchronized void working(String message) {
    stand(subject.status().atProvider(), Standing.working(Reason.Reconciling.name(), message));
  }

  synchronized void deleting(String message) {
    stand(subject.status().atProvider(), Standing.deleting(message));
  }

  /** Nothing was looked at, so nothing but Synced changes; least of all the generation that the status speaks for. */
  synchronized void notSynced(Reason reason, String message) {
    var status = subject.status();
    var conditions = tools.conditions().notSynced(reason, message, status.conditions(), subject.generation());
    write(
        new ManagedStatus<>(
            status.observedGeneration(),
            status.lastHandledReconcileAt(),
            status.lastHandledRetry(),
            status.lastHandledRepair(),
            status.lastHandledApprove(),
            status.atProvider(),
            conditions));
  }

  /** Nothing is changed before the status says so; after that it is enough to tell of progress now and then. */
  synchronized Next running(Observed.Running<O> running) {
    if (!subject.saysNotReady() || running.news() && lastWriteIsOld()) {
      stand(running.observation(), running.standing());
    }
    running.announced().run();
    return LOOKING;
  }

  synchronized Next done(Observed.Settled<O> settled) {
    var standing = settled.standing();
    sayStalled(standing);
    stand(settled.observation(), standing, answered(settled.answered()));
    if (standing.kind() == Standing.Kind.AVAILABLE) {
      tools.parts().metrics().ready(subject);
    }
    var next = next(standing, settled.keepTrying());
    return settled.due().map(due -> next.atMost(Duration.between(Instant.now(tools.parts().clock()), due))).orElse(next);
  }

  synchronized Next failed(Failure failure) {
    var standing = Standing.of(failure);
    sayStalled(standing);
    stand(subject.status().atProvider(), standing, answered(Answered.NOTHING));
    return next(standing, failure instanceof Failure.MissingRight);
  }

  private Next next(Standing standing, boolean keepTrying) {
    if (standing.reason().equals("Unreachable")) {
      // Its ProviderConfig looks again in short turns, and wakes all that use it when the server is back.
      var config = Credentials.key(subject.group(), subject.namespace(), subject.spec().providerConfigRef());
      tools.parts().wakeUps().changed(Usages.key(config));
    }
    // A label that makes a resource the one that is looked for is no news of ours either.
    if (standing.kind() == Standing.Kind.WAITING || standing.kind() == Standing.Kind.EXPECTING || keepTrying) {
      return Next.in(tools.backoff().next(subject.uid()));
    }
    tools.backoff().succeeded(subject.uid());
    return Next.in(tools.parts().poll().of(subject));
  }

  private void sayStalled(Standing standing) {
    var said = subject.status().condition(ConditionType.STALLED).map(Condition::message);
    if (standing.kind() == Standing.Kind.STALLED && !said.equals(Optional.of(standing.message()))) {
      tools.parts().events().warning(subject.object(), standing.reason(), standing.message());
    }
  }

  /** The requests of people that this pass has answered, to be echoed. */
  private ManagedStatus<O> answered(Answered acted) {
    var status = subject.status();
    var requested = ReconcileRequest.of(asked);
    if (requested.isPresent() && !requested.get().equals(status.lastHandledReconcileAt())) {
      event("ReconcileRequestHandled", "Handled the reconcile request %s.".formatted(requested.get()));
    }
    return new ManagedStatus<>(
        null,
        requested.orElse(status.lastHandledReconcileAt()),
        asked.annotation(Annotations.RETRY).orElse(status.lastHandledRetry()),
        acted.repair().orElse(status.lastHandledRepair()),
        // Bound to content, so the same one may be needed again: taken away and set anew it counts anew.
        asked.annotation(Annotations.APPROVE).isEmpty() ? null : acted.approve().orElse(status.lastHandledApprove()),
        null,
        null);
  }

  private void stand(O observation, Standing standing) {
    stand(observation, standing, subject.status());
  }

  private void stand(O observation, Standing standing, ManagedStatus<O> echoes) {
    var before = subject.status().conditions();
    write(
        new ManagedStatus<>(
            subject.generation(),
            echoes.lastHandledReconcileAt(),
            echoes.lastHandledRetry(),
            echoes.lastHandledRepair(),
            echoes.lastHandledApprove(),
            observation,
            tools.conditions().of(standing, before, subject.generation())));
  }

  private void write(ManagedStatus<O> whole) {
    var status = owned(whole, whole.conditions());
    if (!comparable(status).equals(comparable(subject.status()))) {
      wrote(writer.status(current, status));
      wroteStatus = true;
      tools.lastWritten().put(subject.uid(), Instant.now(tools.parts().clock()));
    }
  }

  /** The API server keeps the order in which conditions came, and those of others among them. */
  private ManagedStatus<O> comparable(ManagedStatus<O> status) {
    return owned(
        status,
        status.conditions().stream()
            .filter(c -> ConditionType.isOurs(c.type()))
            .sorted(Comparator.comparing(Condition::type))
            .toList());
  }

  private ManagedStatus<O> owned(ManagedStatus<O> status, List<Condition> conditions) {
    return new ManagedStatus<>(
        status.observedGeneration(),
        status.lastHandledReconcileAt(),
        status.lastHandledRetry(),
        status.lastHandledRepair(),
        status.lastHandledApprove(),
        status.atProvider() == null ? null : own.apply(status.atProvider()),
        conditions);
  }

  private void wrote(R newer) {
    current = newer;
    subject = subject.with(newer, Objects.requireNonNullElse(newer.getStatus(), ManagedStatus.empty()));
  }

  private boolean lastWriteIsOld() {
    var last = tools.lastWritten().get(subject.uid());
    return last == null || last.plus(PROGRESS).isBefore(Instant.now(tools.parts().clock()));
  }
}
