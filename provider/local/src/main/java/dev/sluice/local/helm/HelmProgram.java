package dev.sluice.local.helm;

import dev.sluice.local.binary.GoProgram;
import java.util.List;

/** Helm's command line. */
enum HelmProgram implements GoProgram {
  HELM;

  /** With the version, so that a newer one is built where an older one is cached. */
  @Override
  public String program() {
    return "helm-4.0.1";
  }

  @Override
  public String module() {
    return "/dev/sluice/local/helm/go";
  }

  @Override
  public String goPackage() {
    return "helm.sh/helm/v4/cmd/helm";
  }

  @Override
  public List<String> linkerVariables() {
    return List.of();
  }
}
