package dev.sluice.controller.reference;

import dev.sluice.api.common.Selector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Objects of a kind that match a selector. Whoever waits for one waits for a mark that it must bear, so that of many which
 * change only those that bear it wake him.
 *
 * @param resource whose selector it is
 */
record Selection(String kind, Optional<String> namespace, Selector selector, HasMetadata resource) {

  ObjectKey awaited() {
    var owner = controller(resource).filter(uid -> byController());
    return owner.map(uid -> owned(kind, namespace, uid))
        .or(() -> new TreeMap<>(selector.matchLabels()).entrySet().stream().findFirst().map(label -> labelled(kind, namespace, label)))
        .orElseGet(() -> any(kind, namespace));
  }

  boolean matches(HasMetadata candidate) {
    return labels(candidate).entrySet().containsAll(selector.matchLabels().entrySet())
        && (!byController() || controller(candidate).isPresent() && controller(candidate).equals(controller(resource)));
  }

  private boolean byController() {
    return Boolean.TRUE.equals(selector.matchControllerRef());
  }

  /** All that an object bears. */
  static Stream<ObjectKey> marks(String kind, HasMetadata object) {
    var namespace = Optional.ofNullable(object.getMetadata().getNamespace());
    return Stream.of(
            Stream.of(any(kind, namespace)),
            labels(object).entrySet().stream().map(label -> labelled(kind, namespace, label)),
            controller(object).map(uid -> owned(kind, namespace, uid)).stream())
        .flatMap(marks -> marks);
  }

  private static ObjectKey any(String kind, Optional<String> namespace) {
    return new ObjectKey(kind, namespace, "*");
  }

  private static ObjectKey labelled(String kind, Optional<String> namespace, Map.Entry<String, String> label) {
    return new ObjectKey(kind + " with the label " + label.getKey(), namespace, label.getValue());
  }

  private static ObjectKey owned(String kind, Optional<String> namespace, String uid) {
    return new ObjectKey(kind + " under the controller", namespace, uid);
  }

  private static Map<String, String> labels(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static Optional<String> controller(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(OwnerReference::getUid)
        .findFirst();
  }
}
