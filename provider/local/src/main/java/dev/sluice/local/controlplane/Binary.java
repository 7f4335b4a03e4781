package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.GoProgram;
import java.util.List;

/**
 * A program of the control plane, and the Go package that it is built from when it can't be had ready-made.
 */
public enum Binary implements GoProgram {
  ETCD("etcd", "etcd", "go.etcd.io/etcd/server/v3"),
  KUBE_APISERVER("kube-apiserver", "kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver"),
  KUBECTL("kubectl", "kubernetes", "k8s.io/kubernetes/cmd/kubectl"),
  KUBE_CONTROLLER_MANAGER("kube-controller-manager", "kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBE_SCHEDULER("kube-scheduler", "kubernetes", "k8s.io/kubernetes/cmd/kube-scheduler"),
  KWOK("kwok", "kwok", "sigs.k8s.io/kwok/cmd/kwok");

  /** The one version of Kubernetes; go.mod files pin it too, with etcd 3.6.16 and kwok 0.8.0. */
  public static final String KUBERNETES_VERSION = "1.34.4";

  private final String program;
  private final String module;
  private final String goPackage;

  Binary(String program, String module, String goPackage) {
    this.program = requireNonNull(program, "program is null");
    this.module = requireNonNull(module, "module is null");
    this.goPackage = requireNonNull(goPackage, "goPackage is null");
  }

  @Override
  public String program() {
    return program;
  }

  @Override
  public String module() {
    return "/dev/sluice/local/controlplane/go/" + module;
  }

  @Override
  public String goPackage() {
    return goPackage;
  }

  /** Without these, Kubernetes' programs call themselves v0.0.0-master. */
  @Override
  public List<String> linkerVariables() {
    if (!module.equals("kubernetes")) {
      return List.of();
    }
    String[] parts = KUBERNETES_VERSION.split("\\.");
    String version = "v" + KUBERNETES_VERSION;
    return List.of(
        "k8s.io/component-base/version.gitVersion=" + version,
        "k8s.io/component-base/version.gitMajor=" + parts[0],
        "k8s.io/component-base/version.gitMinor=" + parts[1],
        "k8s.io/client-go/pkg/version.gitVersion=" + version);
  }
}
