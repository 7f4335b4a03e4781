package dev.sluice.controller.managed;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass through the story of a managed resource, from what is asked for to what the status says. Its order is the
 * contract's (crossplane-runtime, pkg/reconciler/managed/reconciler.go), with two changes: a new generation is announced
 * before anything else is done, and what was changed is looked at again at once.
 */
final class Pass<R extends Managed<P, O>, P, O> {
  private static final Logger LOG = LoggerFactory.getLogger(Pass.class);
  private static final int ROUNDS = 4;
  private static final String CANNOT_CONNECT = "CannotConnectToProvider";
  private static final String CANNOT_OBSERVE = "CannotObserveExternalResource";
  private static final String CANNOT_PUBLISH = "CannotPublishConnectionDetails";

  private final ManagedReconciler.Tools tools;
  private final External<P, O> external;
  private final WakeUps.Reads reads;
  private final Ledger<R, P, O> ledger;

  Pass(
      ManagedReconciler.Tools tools,
      External<P, O> external,
      Writer<R, P, O> writer,
      WakeUps.Reads reads,
      Subject<P, O> subject,
      R current) {
    this.tools = tools;
    this.external = external;
    this.reads = reads;
    this.ledger = new Ledger<>(tools, writer, external::own, subject, current);
  }

  boolean wroteStatus() {
    return ledger.wroteStatus();
  }

  Next run() {
    var subject = ledger.subject();
    tools.parts().metrics().seen(subject);
    var policy = ManagementPolicy.of(subject.spec().managementPolicies(), subject.spec().deletionPolicy());
    // A paused resource is left alone whatever else holds of it, so that a person can stop us in any state.
    if (policy.isPaused() || subject.annotation(Annotations.PAUSED).filter("true"::equals).isPresent()) {
      external.pause(subject);
      sayPaused(subject);
      ledger.notSynced(
          Reason.ReconcilePaused,
          "Reconciliation is paused; remove the annotation crossplane.io/paused or the empty managementPolicies to go on.");
      return Next.ON_CHANGE;
    }
    if (!policy.isSensible()) {
      var message =
          "managementPolicies %s is not a set that makes sense; use [\"*\"], or Observe with some of Create, Update, Delete, LateInitialize."
              // In one order: a message that differs after each restart is a write, and news to whoever watches.
              .formatted(new TreeSet<>(policy.actions()));
      tools.parts().events().warning(subject.object(), "CannotUseInvalidManagementPolicy", message);
      ledger.notSynced(Reason.ReconcileError, message);
      return Next.ON_CHANGE;
    }
    if (subject.deleted()) {
      return new Deletion<>(tools, external, ledger, () -> access(ledger.subject())).run(policy);
    }
    return bring(policy);
  }

  private void sayPaused(Subject<P, O> subject) {
    var said = subject.status().condition(ConditionType.SYNCED).filter(c -> c.reason().equals(Reason.ReconcilePaused.name()));
    if (said.isEmpty()) {
      ledger.event("ReconciliationPaused", "Reconciliation is paused.");
    }
  }

  private Next bring(ManagementPolicy policy) {
    var subject = ledger.subject();
    // Whoever waits for this generation must not take the old status for its own: said first, while we connect.
    var announced = announce(subject);
    try {
      return converge(policy, subject, access(subject), announced);
    } catch (EngineException e) {
      join(announced);
      return ledger.failed(e.failure());
    } catch (KubernetesClientException e) {
      if (Refusals.of(Reason.RefusedByApiServer.name(), "what the manifest takes", e, "Mend what it names.") instanceof EngineException refused) {
        join(announced);
        return ledger.failed(refused.failure());
      }
      throw e;
    } catch (RuntimeException e) {
      LOG.error("{}: an error of the provider; it is tried again", subject.holder(), e);
      join(announced);
      return ledger.failed(
          new Failure.Transient(
              Reason.InternalError.name(),
              "An error of the provider (%s); its log has more. It is tried again.".formatted(e.getClass().getSimpleName()),
              Optional.empty()));
    }
  }

  private CompletableFuture<Void> announce(Subject<P, O> subject) {
    var known = subject.status().observedGeneration();
    if (known != null && known == subject.generation()) {
      return CompletableFuture.completedFuture(null);
    }
    // The finalizer and the name follow in the same breath where nothing about the creation is to be recorded.
    return CompletableFuture.runAsync(
        () -> {
          ledger.working("Generation %d is being reconciled.".formatted(subject.generation()));
          if (!external.guardsCreation()) {
            ledger.claim(Map.of(Annotations.EXTERNAL_NAME, subject.externalName().orElse(subject.name())));
          }
        },
        tools.parts().threads());
  }

  private Access access(Subject<P, O> subject) {
    var reference = subject.spec().providerConfigRef();
    try {
      // The usage comes first: from here on the ProviderConfig must not disappear under us.
      track(subject, reference).stream()
          .map(changed -> Usages.key(Credentials.key(subject.group(), subject.namespace(), changed)))
          .forEach(tools.parts().wakeUps()::changed);
      return tools.parts().credentials().access(subject.group(), subject.namespace(), reference, reads);
    } catch (EngineException e) {
      warn(CANNOT_CONNECT, e.failure());
      throw e;
    }
  }

  private Set<ProviderConfigReference> track(Subject<P, O> subject, ProviderConfigReference reference) {
    try {
      return tools.parts().usages().track(subject, reference);
    } catch (KubernetesClientException e) {
      var what = "the record that this resource uses spec.providerConfigRef (name %s)".formatted(reference.name());
      throw Refusals.of(CANNOT_CONNECT, what, e, "Refer to a configuration whose name can be a label's value, or remove what refuses the record.");
    }
  }

  private Observed<O> observe(Subject<P, O> subject, Access access, ManagementPolicy policy) {
    try {
      return external.observe(subject, reads, access, policy);
    } catch (EngineException e) {
      if (e.failure().reason().equals(Reason.WaitingForReference.name())) {
        tools.parts().events().warning(ledger.subject().object(), "CannotResolveResourceReferences", e.failure().message());
      } else {
        warn(CANNOT_OBSERVE, e.failure());
      }
      throw e;
    }
  }

  /** What is only not there yet is no news: everything may be applied at once and in any order. */
  private void warn(String reason, Failure failure) {
    if (!failure.reason().startsWith("WaitingFor")) {
      tools.parts().events().warning(ledger.subject().object(), reason, failure.message());
    }
  }

  private Next converge(
      ManagementPolicy policy, Subject<P, O> first, Access access, CompletableFuture<Void> announced) {
    var subject = first;
    for (var round = 1; round <= ROUNDS; round++, subject = ledger.subject()) {
      var name = name(subject, access);
      var observed = observe(subject, access, policy);
      join(announced);
      switch (observed) {
        case Observed.Absent<O> absent -> {
          if (!policy.allowsCreate()) {
            ledger.claim(Map.of(Annotations.EXTERNAL_NAME, name));
            var missing = notThere(absent.what());
            tools.parts().events().warning(ledger.subject().object(), CANNOT_OBSERVE, missing.message());
            return ledger.failed(missing);
          }
          create(absent, name);
        }
        case Observed.Outdated<O> outdated -> {
          ledger.claim(known(name));
          if (!policy.allowsUpdate()) {
            publish(outdated.connection());
            return ledger.done(new Observed.Settled<>(outdated.observation(), outdated.connection(), asItIs(outdated)));
          }
          update(outdated);
          tools.parts().metrics().corrected(subject);
          ledger.event("UpdatedExternalResource", "Updated: " + String.join("; ", outdated.differences()) + ".");
        }
        case Observed.Settled<O> settled -> {
          tools.parts().metrics().settled(subject);
          ledger.claim(known(name));
          publish(settled.connection());
          return ledger.done(settled);
        }
        case Observed.Running<O> running -> {
          ledger.claim(Map.of(Annotations.EXTERNAL_NAME, name));
          return ledger.running(running);
        }
        case Observed.Looking<O> looking -> {
          return Ledger.LOOKING;
        }
      }
    }
    return ledger.failed(
        new Failure.Transient(
            "StillDifferent",
            "The external resource differs again right after it was updated; something else seems to change it too.",
            Optional.empty()));
  }

  /** What the annotations say of an object that is there. */
  private Map<String, String> known(String name) {
    var annotations = new HashMap<>(Map.of(Annotations.EXTERNAL_NAME, name));
    if (external.guardsCreation()) {
      annotations.putAll(tools.guard().completed(ledger.subject()));
    }
    return annotations;
  }

  private String name(Subject<P, O> subject, Access access) {
    return subject.externalName().orElseGet(() -> external.externalName(subject, access));
  }

  /** A creation is on record before it begins, so that one cut short is known for ours when it is found. */
  private void create(Observed.Absent<O> absent, String name) {
    var annotations = new HashMap<>(Map.of(Annotations.EXTERNAL_NAME, name));
    if (external.guardsCreation()) {
      annotations.putAll(tools.guard().pending());
    }
    ledger.claim(annotations);
    try {
      absent.create().run();
    } catch (EngineException e) {
      ledger.annotate(tools.guard().failed());
      warn("CannotCreateExternalResource", e.failure());
      throw e;
    }
    ledger.annotate(tools.guard().succeeded());
    ledger.event("CreatedExternalResource", "Successfully created " + absent.what() + ".");
  }

  private void update(Observed.Outdated<O> outdated) {
    try {
      outdated.update().run();
    } catch (EngineException e) {
      warn("CannotUpdateExternalResource", e.failure());
      throw e;
    }
  }

  private void publish(Map<String, String> connection) {
    var subject = ledger.subject();
    var reference = subject.spec().writeConnectionSecretToRef();
    if (reference == null || connection.isEmpty()) {
      return;
    }
    var namespace = subject.namespace().orElse(reference.namespace());
    var version = tools.parts().watched().version(ObjectKey.secret(namespace, reference.name()), reads);
    try {
      tools.secret().publish(subject, namespace, reference.name(), connection, version);
    } catch (EngineException e) {
      warn(CANNOT_PUBLISH, e.failure());
      throw e;
    } catch (KubernetesClientException e) {
      var what = "Secret %s/%s of spec.writeConnectionSecretToRef".formatted(namespace, reference.name());
      throw Refusals.of(CANNOT_PUBLISH, what, e, "Name a Secret that can be written, or remove what is in its way; it is tried again.");
    }
  }

  private static Failure notThere(String what) {
    return new Failure.Transient(
        Reason.WaitingForResource.name(),
        "%s does not exist, and managementPolicies don't let the provider create it; it is looked for again and again.".formatted(what),
        Optional.empty());
  }

  private static Standing asItIs(Observed.Outdated<?> outdated) {
    return Standing.available(
        Reason.Available.name(),
        "It differs from the spec, and managementPolicies don't allow updates: %s.".formatted(String.join("; ", outdated.differences())));
  }

  static void join(CompletableFuture<Void> announced) {
    try {
      announced.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
