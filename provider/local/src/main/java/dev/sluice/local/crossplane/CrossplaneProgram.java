package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.GoProgram;
import java.util.List;
import java.util.Map;

/**
 * What Crossplane needs beside a control plane, all built from Go modules: nobody publishes bare programs of these.
 */
public enum CrossplaneProgram implements GoProgram {
  CROSSPLANE("crossplane", "2.4.0", "github.com/crossplane/crossplane/v2/cmd/crossplane"),
  FUNCTION_PATCH_AND_TRANSFORM("function-patch-and-transform", "0.10.7", "github.com/crossplane-contrib/function-patch-and-transform"),
  FUNCTION_AUTO_READY("function-auto-ready", "0.6.7", "github.com/crossplane/function-auto-ready"),
  /** An OCI registry that keeps everything in memory. */
  REGISTRY("registry", "0.21.8", "github.com/google/go-containerregistry/cmd/registry");

  private final String title;
  private final String version;
  private final String goPackage;

  CrossplaneProgram(String title, String version, String goPackage) {
    this.title = requireNonNull(title, "title is null");
    this.version = requireNonNull(version, "version is null");
    this.goPackage = requireNonNull(goPackage, "goPackage is null");
  }

  /** Such as {@code function-auto-ready}: also the name of a function in a pipeline. */
  public String title() {
    return title;
  }

  /** As go.mod pins it, without v. */
  public String version() {
    return version;
  }

  /** With the version, so that a newer one is built where an older one is cached. */
  @Override
  public String program() {
    return title + "-" + version;
  }

  @Override
  public String module() {
    return "/dev/sluice/local/crossplane/go/" + title;
  }

  @Override
  public String goPackage() {
    return goPackage;
  }

  @Override
  public List<String> linkerVariables() {
    return this != CROSSPLANE ? List.of() : List.of(
        // Without a version it refuses every package that asks for one.
        "github.com/crossplane/crossplane-runtime/v2/pkg/version.version=v" + version,
        // The RBAC manager has no flag for its metrics, which else take port 8080 on all addresses.
        "sigs.k8s.io/controller-runtime/pkg/metrics/server.DefaultBindAddress=0");
  }

  @Override
  public Map<String, String> moduleFolders() {
    return switch (this) {
      case CROSSPLANE -> Map.of("cluster/crds", program() + CrossplaneBinaries.CRDS);
      case FUNCTION_PATCH_AND_TRANSFORM -> Map.of(
          "package", program() + CrossplaneBinaries.PACKAGE,
          "package/input", program() + CrossplaneBinaries.PACKAGE);
      case FUNCTION_AUTO_READY -> Map.of("package", program() + CrossplaneBinaries.PACKAGE);
      case REGISTRY -> Map.of();
    };
  }
}
