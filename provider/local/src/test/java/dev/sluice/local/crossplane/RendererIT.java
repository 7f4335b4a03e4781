package dev.sluice.local.crossplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.local.junit.CrossplaneExtension;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CrossplaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RendererIT {
  private static final JsonNode NOTE = yaml("""
      apiVersion: example.org/v1
      kind: Note
      metadata: {name: first, namespace: default, uid: 8f1b}
      spec: {text: hello, replicas: 3}
      """);

  private Renderer renderer;

  @BeforeAll
  void start() {
    renderer = Renderer.create(System.err::println)
        .function("patch", CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM)
        .function("ready", CrossplaneProgram.FUNCTION_AUTO_READY);
  }

  @AfterAll
  void close() {
    renderer.close();
  }

  @Test
  void whatWouldBeAppliedIsTold() {
    Rendered rendered = render("spec.replicas");

    assertThat(rendered.fatal()).isEmpty();
    assertThat(rendered.composed("app").orElseThrow().at("/spec/replicas").toString()).isEqualTo("3");
    assertThat(rendered.condition("Ready").orElseThrow().path("status").asText()).isEqualTo("False");
    assertThat(rendered.deleted()).isEmpty();
  }

  @Test
  void anObservedResourceThatIsNoLongerComposedWouldBeDeleted() {
    Rendered rendered = render("spec.replicas", yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: first-old
          namespace: default
          annotations: {crossplane.io/composition-resource-name: old}
          labels: {crossplane.io/composite: first}
          ownerReferences: [{apiVersion: example.org/v1, kind: Note, name: first, uid: 8f1b, controller: true}]
        """));

    assertThat(rendered.deleted()).extracting(resource -> resource.at("/metadata/name").asText()).containsExactly("first-old");
  }

  @Test
  void anUnknownFunctionIsNamed() {
    assertThatThrownBy(() -> renderer.render(new Renderer.Input(NOTE, composition("spec.replicas", "absent"),
        Optional.empty(), List.of(), List.of()))).hasMessageContaining("absent");
  }

  private Rendered render(String path, JsonNode... observed) {
    return renderer.render(new Renderer.Input(NOTE, composition(path, "ready"), Optional.empty(), List.of(observed), List.of()));
  }

  private static JsonNode composition(String path, String last) {
    return yaml("""
        apiVersion: apiextensions.crossplane.io/v1
        kind: Composition
        metadata: {name: notes}
        spec:
          compositeTypeRef: {apiVersion: example.org/v1, kind: Note}
          mode: Pipeline
          pipeline:
          - step: resources
            functionRef: {name: patch}
            input:
              apiVersion: pt.fn.crossplane.io/v1beta1
              kind: Resources
              resources:
              - name: app
                base: {apiVersion: apps/v1, kind: Deployment}
                patches: [{type: FromCompositeFieldPath, fromFieldPath: %s, toFieldPath: spec.replicas}]
          - step: ready
            functionRef: {name: %s}
        """.formatted(path, last));
  }

  private static JsonNode yaml(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
