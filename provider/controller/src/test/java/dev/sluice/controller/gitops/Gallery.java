package dev.sluice.controller.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Kstatus;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds objects that the provider really made against what is shipped for Argo CD, and shows what others make of them.
 * With {@code -Dsluice.gallery=write} it writes the testdata instead, and {@code health_test.yaml} with it.
 */
final class Gallery {
  private static final boolean WRITES = "write".equals(System.getProperty("sluice.gallery"));
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final Space space;
  private final Path folder;

  Gallery(Space space, Flavour flavour, String kind) {
    this.space = space;
    this.folder = Customization.TREE.resolve(flavour.group()).resolve(kind);
  }

  /** As it is in the cluster now, for kubectl too. */
  void shows(State state, Resource resource) {
    var object = resource.get();
    shows(state, object);
    var kind = object.getKind() + "." + object.getApiVersion().substring(0, object.getApiVersion().indexOf('/'));
    var place = object.getMetadata().getNamespace() == null ? "--namespace=default" : "--namespace=" + object.getMetadata().getNamespace();
    // A deadline of zero asks once.
    var waited = space.bed().controlPlane().kubectl("wait", "--for=condition=Ready", "--timeout=0", place, kind + "/" + resource.name());
    assertThat(waited.succeeded()).as("kubectl wait, %s: %s%s", state, waited.stdout(), waited.stderr()).isEqualTo(state.ready());
  }

  /** As the API server once gave it out. */
  void shows(State state, GenericKubernetesResource object) {
    var portrait = Portrait.of(object, space);
    var health = Customization.health(portrait);
    assertThat(health.status()).as("%s: %s", state, portrait).isEqualTo(state.health());
    assertThat(Kstatus.of(object)).as("%s: %s", state, portrait).isEqualTo(state.kstatus());
    if (WRITES) {
      write(state, portrait, health);
      return;
    }
    var shipped = Customization.yaml(Customization.read(folder.resolve(state.file())));
    assertThat(Portrait.conditions(portrait)).as("%s of %s", state.file(), folder).isEqualTo(Portrait.conditions(shipped));
    if (state != State.UNREACHABLE) {
      // That one is in the words of whatever a connection met first.
      assertThat(health).as("%s of %s", state.file(), folder).isEqualTo(Customization.health(shipped));
    }
  }

  private void write(State state, Map<String, Object> portrait, Health health) {
    try {
      Files.createDirectories(folder.resolve("testdata"));
      Files.writeString(folder.resolve(state.file()), yaml(portrait));
      var expectations = folder.resolve("health_test.yaml");
      var tests = new TreeMap<String, Object>();
      if (Files.exists(expectations)) {
        ((List<?>) Customization.yaml(Files.readString(expectations)).get("tests"))
            .forEach(test -> tests.put(Customization.map(test).get("inputPath").toString(), test));
      }
      var expected = new TreeMap<>(Map.of("message", health.message(), "status", health.status().name()));
      tests.put(state.file(), new TreeMap<>(Map.of("healthStatus", expected, "inputPath", state.file())));
      Files.writeString(expectations, yaml(Map.of("tests", List.copyOf(tests.values()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Grant's field {@code on} is a truth value to readers of YAML 1.1, of whom Argo CD is one. */
  private static String yaml(Object value) {
    return YAML.asYaml(value).replaceFirst("^---\n", "").replaceAll("(?m)^( +)on:$", "$1\"on\":");
  }
}
