package dev.sluice.local.binary;

import java.util.List;
import java.util.Map;

/**
 * A program that can be built from a pinned Go module.
 */
public interface GoProgram {
  /** The file name, such as {@code kube-apiserver}. */
  String program();

  /** The absolute path of the resource folder that holds its go.mod and go.sum. */
  String module();

  /** What is built. */
  String goPackage();

  /** Texts that the linker sets, each {@code package.variable=text}. */
  List<String> linkerVariables();

  /** Folders of the module's sources that the program needs beside it: their paths there, their names beside it. */
  default Map<String, String> moduleFolders() {
    return Map.of();
  }
}
