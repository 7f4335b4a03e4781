package dev.sluice.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A JVM that starts a process and waits to be killed. Prints its child's pid and its folder. */
final class Owner {
  private Owner() {}

  public static void main(String[] arguments) throws InterruptedException {
    WorkFolder folder = arguments.length == 0 ? WorkFolder.temporary("owned") : WorkFolder.emptied(Path.of(arguments[0]));
    LocalProcess child = LocalProcess.start(new ProcessCommand("child", folder.path(), List.of("sleep", "600")));
    System.out.println(child.pid() + " " + folder.path());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
