package dev.sluice.controller.managed;

import dev.sluice.api.common.Condition;
import dev.sluice.api.common.ManagedSpec;
import dev.sluice.api.common.ManagedStatus;
import dev.sluice.controller.reference.Primary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A managed resource as one reconcile sees it, without its flavour.
 *
 * @param primary how to wake it up
 * @param group the API group, which tells the flavour
 * @param object the resource itself, for events and owner references; as of the last write, so its spec may be newer
 * @param generation that {@code spec} is of, whatever others have written since
 */
public record Subject<P, O>(
    Primary primary, String group, HasMetadata object, ManagedSpec<P> spec, long generation, ManagedStatus<O> status) {

  public Subject(Primary primary, String group, HasMetadata object, ManagedSpec<P> spec, ManagedStatus<O> status) {
    this(primary, group, object, spec, Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L), status);
  }

  public ObjectMeta meta() {
    return object.getMetadata();
  }

  public String uid() {
    return meta().getUid();
  }

  public String name() {
    return meta().getName();
  }

  /** Absent for the cluster-scoped flavour. */
  public Optional<String> namespace() {
    return Optional.ofNullable(meta().getNamespace());
  }

  public P parameters() {
    return spec.forProvider();
  }

  public Optional<O> observation() {
    return Optional.ofNullable(status.atProvider());
  }

  public Optional<String> annotation(String name) {
    var annotations = meta().getAnnotations();
    return Optional.ofNullable((annotations == null ? Map.<String, String>of() : annotations).get(name));
  }

  public Optional<String> externalName() {
    return annotation(Annotations.EXTERNAL_NAME).filter(n -> !n.isBlank());
  }

  public boolean deleted() {
    return meta().getDeletionTimestamp() != null;
  }

  public Instant created() {
    return Instant.parse(meta().getCreationTimestamp());
  }

  /** The reference by which an object that we make belongs to the resource, and goes with it. */
  public OwnerReference asController() {
    return new OwnerReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(name())
        .withUid(uid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** In words, such as {@code db.m.sluice.dev/Database/shop/orders}. */
  public String holder() {
    return group + "/" + object.getKind() + "/" + namespace().map(n -> n + "/").orElse("") + name();
  }

  /** Whether the status says of this very generation that it is not ready; until then nothing may be changed. */
  public boolean saysNotReady() {
    return status.condition(ConditionType.READY).filter(Condition::isFalse).map(this::isCurrent).orElse(false);
  }

  /** Whether a condition is true of this generation. */
  public boolean isTrueNow(String conditionType) {
    return status.condition(conditionType).filter(Condition::isTrue).map(this::isCurrent).orElse(false);
  }

  private boolean isCurrent(Condition condition) {
    return condition.observedGeneration() != null && condition.observedGeneration() == generation();
  }

  Subject<P, O> with(HasMetadata newer, ManagedStatus<O> newStatus) {
    return new Subject<>(primary, group, newer, spec, generation, newStatus);
  }
}
