package dev.sluice.controller.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.junit.ControlPlaneExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster without Crossplane applies, and the least rights that it gives. */
@ExtendWith(ControlPlaneExtension.class)
class StandaloneInstallIT {
  private static final Path PACKAGE = Path.of("../../package").toAbsolutePath().normalize();
  private static final String PROVIDER = "--as=system:serviceaccount:sluice-system:provider-sluice";

  private static Kubectl kubectl;

  @BeforeAll
  static void install(ControlPlane controlPlane) {
    kubectl = controlPlane.kubectl();
    kubectl.run("apply", "-f", PACKAGE.resolve("crds").toString()).orThrow();
    kubectl.run("apply", "-f", PACKAGE.resolve("standalone/namespace.yaml").toString()).orThrow();
    kubectl.run("apply", "-f", PACKAGE.resolve("standalone/rbac.yaml").toString()).orThrow();
  }

  @Test
  void theApiServerAcceptsEveryManifest() {
    kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", PACKAGE.resolve("standalone").toString()).orThrow();
    kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", PACKAGE.resolve("rbac").toString()).orThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "list, databases.db.m.sluice.dev, yes",
    "patch, databases.db.m.sluice.dev/status, yes",
    "update, databases.db.m.sluice.dev/finalizers, yes",
    "watch, migrations.db.sluice.dev, yes",
    "create, providerconfigusages.db.m.sluice.dev, yes",
    "update, clusterproviderconfigs.db.m.sluice.dev, yes",
    "create, secrets, yes",
    "list, configmaps, yes",
    "patch, configmaps, yes",
    "patch, schemas.db.m.sluice.dev/status, yes",
    "update, schemas.db.sluice.dev/finalizers, yes",
    "delete, schemas.db.m.sluice.dev, no",
    "watch, namespaces, yes",
    "create, events, yes",
    "list, customresourcedefinitions.apiextensions.k8s.io, yes",
    "delete, databases.db.m.sluice.dev, no",
    "delete, migrations.db.sluice.dev, no",
    "delete, providerconfigusages.db.m.sluice.dev, no",
    "delete, secrets, no",
    "delete, configmaps, no",
    "update, namespaces, no",
    "watch, pods, yes",
    "patch, pods, yes",
    "patch, pods/status, yes",
    "create, pods, no",
    "update, pods, no",
    "delete, pods, no",
    "create, customresourcedefinitions.apiextensions.k8s.io, no",
    "get, leases.coordination.k8s.io, no",
  })
  void theProviderMayDoThisInEveryNamespace(String verb, String resource, String answer) {
    assertThat(mayI(verb, resource, "default")).isEqualTo(answer);
  }

  @Test
  void leasesAreItsOwnNamespacesAlone() {
    assertThat(mayI("update", "leases.coordination.k8s.io", "sluice-system")).isEqualTo("yes");
    assertThat(mayI("delete", "leases.coordination.k8s.io", "sluice-system")).isEqualTo("no");
  }

  private static String mayI(String verb, String resource, String namespace) {
    var slash = resource.indexOf('/');
    var subresource = slash < 0 ? "" : resource.substring(slash + 1);
    var plain = slash < 0 ? resource : resource.substring(0, slash);
    // Exits with 1 for no; cluster-scoped resources bring a warning that is of no interest here.
    return kubectl
        .run("auth", "can-i", verb, plain, "--subresource=" + subresource, "-n", namespace, PROVIDER)
        .stdout()
        .strip();
  }
}
