package dev.sluice.controller.managed;

import dev.sluice.api.common.Managed;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.reference.EndingNamespace;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last pass of a managed resource: its external object goes first, then the resource. */
final class Deletion<R extends Managed<P, O>, P, O> {
  private static final Logger LOG = LoggerFactory.getLogger(Deletion.class);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Set<String> NO_WAY_IN = Set.of("WaitingForCredentials", "WaitingForProviderConfig");

  private final ManagedReconciler.Tools tools;
  private final External<P, O> external;
  private final Ledger<R, P, O> ledger;
  private final Supplier<Access> access;

  Deletion(ManagedReconciler.Tools tools, External<P, O> external, Ledger<R, P, O> ledger, Supplier<Access> access) {
    this.tools = tools;
    this.external = external;
    this.ledger = ledger;
    this.access = access;
  }

  Next run(ManagementPolicy policy) {
    var subject = ledger.subject();
    var finalizers = subject.meta().getFinalizers();
    if (!finalizers.contains(Writer.FINALIZER)) {
      return Next.ON_CHANGE;
    }
    if (!policy.allowsDelete()) {
      return leave(subject);
    }
    if (finalizers.size() > 1) {
      external.pause(subject);
      var others = finalizers.stream().filter(f -> !f.equals(Writer.FINALIZER)).toList();
      ledger.deleting("Waits until others let it go: finalizers %s.".formatted(String.join(", ", others)));
      return Next.ON_CHANGE;
    }
    var announced = announce(subject);
    try {
      var deleted = external.delete(subject, access);
      Pass.join(announced);
      return switch (deleted) {
        case Deleted.Waiting waiting -> {
          ledger.deleting(waiting.message());
          yield Next.in(SOON);
        }
        case Deleted.Done done -> {
          ledger.event("DeletedExternalResource", done.message());
          ledger.release();
          yield Next.ON_CHANGE;
        }
      };
    } catch (EngineException e) {
      Pass.join(announced);
      return refused(e.failure());
    }
  }

  /** The server is not asked: a resource that leaves its database behind can go while that is down. */
  private Next leave(Subject<P, O> subject) {
    if (external.leave(subject) instanceof Deleted.Waiting waiting) {
      ledger.deleting(waiting.message());
      return Next.in(SOON);
    }
    ledger.release();
    return Next.ON_CHANGE;
  }

  /** Said once: where it was refused before, the refusal stays in the status until it is known to be past. */
  private CompletableFuture<Void> announce(Subject<P, O> subject) {
    return subject.saysNotReady()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.runAsync(() -> ledger.deleting("It is being deleted."), tools.parts().threads());
  }

  private Next refused(Failure failure) {
    var subject = ledger.subject();
    if (NO_WAY_IN.contains(failure.reason()) && namespaceEnds(subject)) {
      LOG.warn("{}: its namespace is being deleted and the credentials are gone; it is let go, and what it stood for stays on the server", subject.holder());
      ledger.release();
      return Next.ON_CHANGE;
    }
    tools.parts().events().warning(subject.object(), "CannotDeleteExternalResource", failure.message());
    ledger.failed(failure);
    // What blocks it is removed on the server, which nobody tells us of.
    return Next.in(tools.backoff().next(subject.uid()));
  }

  /** Asked by way of a write that would be refused: reading namespaces is more than Crossplane lets a provider do. */
  private boolean namespaceEnds(Subject<P, O> subject) {
    if (subject.namespace().isEmpty()) {
      return false;
    }
    var probe =
        new SecretBuilder()
            .withNewMetadata()
            .withGenerateName("sluice-probe-")
            .withNamespace(subject.namespace().get())
            .endMetadata()
            .build();
    try {
      tools.parts().client().resource(probe).dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return EndingNamespace.refused(e);
    }
  }
}
