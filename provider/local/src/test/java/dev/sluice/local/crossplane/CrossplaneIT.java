package dev.sluice.local.crossplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.junit.CrossplaneExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CrossplaneExtension.class)
class CrossplaneIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @Test
  void aCompositeIsReconciledThroughFunctionsFromPackages(Crossplane crossplane) {
    crossplane.redirect("xpkg.crossplane.io");
    install(crossplane, CrossplaneProgram.FUNCTION_PATCH_AND_TRANSFORM);
    install(crossplane, CrossplaneProgram.FUNCTION_AUTO_READY);
    crossplane.controlPlane().apply(DEFINITION);
    await(crossplane, "compositeresourcedefinition/notes.example.org", "condition=Established");
    crossplane.controlPlane().apply(COMPOSITION);

    crossplane.controlPlane().apply("""
        apiVersion: example.org/v1
        kind: Note
        metadata: {name: first, namespace: default}
        spec: {text: hello}
        """);

    await(crossplane, "notes.example.org/first", "condition=Ready");
    assertThat(crossplane.controlPlane().kubectl("get", "configmap", "-l", "crossplane.io/composite=first",
        "-o", "jsonpath={.items[*].data.text}").orThrow().stdout()).isEqualTo("hello");
  }

  private static void install(Crossplane crossplane, CrossplaneProgram function) {
    crossplane.pushPackage(function);
    crossplane.controlPlane().apply("""
        apiVersion: pkg.crossplane.io/v1
        kind: Function
        metadata: {name: %1$s}
        spec: {package: "xpkg.crossplane.io/crossplane-contrib/%1$s:v%2$s"}
        """.formatted(function.title(), function.version()));
    crossplane.serve(function.title(), function);
  }

  private static void await(Crossplane crossplane, String resource, String condition) {
    crossplane.controlPlane().kubectl().within(SOON.plusMinutes(1))
        .run("wait", resource, "--for=" + condition, "--timeout=" + SOON.toSeconds() + "s").orThrow();
  }

  private static final String DEFINITION = """
      apiVersion: apiextensions.crossplane.io/v2
      kind: CompositeResourceDefinition
      metadata: {name: notes.example.org}
      spec:
        scope: Namespaced
        group: example.org
        names: {kind: Note, plural: notes}
        versions:
        - name: v1
          served: true
          referenceable: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {text: {type: string}}}
      """;

  private static final String COMPOSITION = """
      apiVersion: apiextensions.crossplane.io/v1
      kind: Composition
      metadata: {name: notes}
      spec:
        compositeTypeRef: {apiVersion: example.org/v1, kind: Note}
        mode: Pipeline
        pipeline:
        - step: resources
          functionRef: {name: function-patch-and-transform}
          input:
            apiVersion: pt.fn.crossplane.io/v1beta1
            kind: Resources
            resources:
            - name: text
              base: {apiVersion: v1, kind: ConfigMap}
              patches: [{type: FromCompositeFieldPath, fromFieldPath: spec.text, toFieldPath: data.text}]
        - step: ready
          functionRef: {name: function-auto-ready}
      """;
}
