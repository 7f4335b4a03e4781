package dev.sluice.controller.managed;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.controller.credentials.Credentials;
import dev.sluice.controller.credentials.Usages;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.Primary;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles one kind of one flavour. This class is the edge to the framework: it hands each resource to a {@link Pass},
 * which tells the story, and catches what went wrong on the way.
 */
public final class ManagedReconciler<R extends Managed<P, O>, P, O> implements Reconciler<R> {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedReconciler.class);
  private static final Duration CONFLICT = Duration.ofMillis(50);

  private final Parts parts;
  private final String name;
  private final String group;
  private final External<P, O> external;
  private final Latest<R> latest = new Latest<>();
  private final Writer<R, P, O> writer;
  private final Tools tools;
  private final Turns turns = new Turns();

  /** What a pass needs that lives longer than it. */
  record Tools(
      Parts parts,
      Conditions conditions,
      CreationGuard guard,
      ConnectionSecret secret,
      Backoff backoff,
      Map<String, Instant> lastWritten) {}

  /** @param name the controller's, such as {@code database.db.m.sluice.dev} */
  public ManagedReconciler(
      Parts parts, String name, String group, Class<R> type, Supplier<R> blank, External<P, O> external) {
    this.parts = Objects.requireNonNull(parts, "parts");
    this.name = Objects.requireNonNull(name, "name");
    this.group = Objects.requireNonNull(group, "group");
    this.external = Objects.requireNonNull(external, "external");
    this.writer = new Writer<>(parts.client(), type, blank, latest);
    this.tools =
        new Tools(
            parts,
            new Conditions(parts.clock()),
            new CreationGuard(parts.clock()),
            new ConnectionSecret(parts.client()),
            new Backoff(RandomGenerator.getDefault()),
            new ConcurrentHashMap<>());
  }

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    var wakes = new SimpleInboundEventSource<R>("wake-ups");
    parts.wakeUps().register(name, wakes::propagateEvent);
    return List.of(wakes);
  }

  @Override
  public UpdateControl<R> reconcile(R watched, Context<R> context) {
    var primary = new Primary(name, ResourceID.fromResource(watched));
    if (context.isPrimaryResourceDeleted()) {
      forget(watched, primary);
      return UpdateControl.noUpdate();
    }
    var current = latest.of(watched);
    var subject =
        new Subject<P, O>(
            primary, group, current, current.getSpec(), Objects.requireNonNullElse(current.getStatus(), ManagedStatus.empty()));
    var control = UpdateControl.<R>noUpdate();
    try (var turn = turns.take(Credentials.key(group, subject.namespace(), subject.spec().providerConfigRef()))) {
      pass(subject, current).after().ifPresent(control::rescheduleAfter);
    } catch (InterruptedException e) {
      // We are being stopped; whoever works next begins anew.
      Thread.currentThread().interrupt();
    }
    return control;
  }

  private Next pass(Subject<P, O> subject, R current) {
    try (var reads = parts.wakeUps().begin(subject.primary())) {
      var pass = new Pass<>(tools, external, writer, reads, subject, current);
      var next = pass.run();
      if (pass.wroteStatus()) {
        // Whoever refers to this resource reads it from the status that was just written.
        changed(current);
      }
      return next;
    } catch (KubernetesClientException e) {
      return afterApiFailure(subject, e);
    } catch (RuntimeException e) {
      LOG.error("{}: an error of the provider; it is tried again", subject.holder(), e);
      return Next.in(tools.backoff().next(subject.uid()));
    }
  }

  private Next afterApiFailure(Subject<P, O> subject, KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return Next.in(CONFLICT);
    }
    if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && subject.deleted()) {
      return Next.ON_CHANGE;
    }
    var pause = tools.backoff().next(subject.uid());
    LOG.warn("{}: the API server refused or did not answer ({}); tried again in {} ms", subject.holder(), e.getMessage(), pause.toMillis());
    return Next.in(pause);
  }

  private void forget(R gone, Primary primary) {
    var uid = gone.getMetadata().getUid();
    var namespace = Optional.ofNullable(gone.getMetadata().getNamespace());
    latest.forget(uid);
    tools.backoff().succeeded(uid);
    tools.secret().forget(uid);
    tools.lastWritten().remove(uid);
    parts.usages().forget(uid);
    parts.wakeUps().forget(primary);
    parts.metrics().forget(uid);
    external.forget(uid);
    if (gone.getSpec() != null) {
      var config = Credentials.key(group, namespace, gone.getSpec().providerConfigRef());
      parts.wakeUps().changed(Usages.key(config));
    }
    changed(gone);
  }

  private void changed(R resource) {
    ObjectKey.of(Kinds.of(resource.getKind(), group), resource).forEach(parts.wakeUps()::changed);
  }
}
