package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.local.benchmark.product.MeasuredProduct;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where and when the figures came about.
 *
 * @param load of the last minute, before anything was started; negative where the system doesn't tell
 */
record MachineFacts(int cores, String processor, long memoryBytes, String system, String java, double load, LocalDate date) {
  private static final double GIBIBYTE = 1024.0 * 1024 * 1024;

  MachineFacts {
    requireNonNull(processor, "processor is null");
    requireNonNull(system, "system is null");
    requireNonNull(java, "java is null");
    requireNonNull(date, "date is null");
  }

  static MachineFacts now() {
    OperatingSystemMXBean bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new MachineFacts(
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        bean.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        bean.getSystemLoadAverage(),
        LocalDate.now(ZoneOffset.UTC));
  }

  Section section(Servers servers) {
    MeasuredProduct product = servers.product();
    Table table = table()
        .row(product.engine().id(), product.version())
        .row("Kubernetes", servers.kubernetesVersion() + ", etcd and kube-apiserver with an audit log, no other controllers");
    product.plain().client().ifPresent(client -> table.row(client.name(), client.version()));
    return new Section("Where", table.row("provider", ProviderImage.describe()).markdown());
  }

  /** What holds whatever is measured. */
  Table table() {
    return new Table("machine", "")
        .row("date", date.toString())
        .row("processor", cores + " cores, " + processor)
        .row("memory", String.format(Locale.ROOT, "%.0f GiB", memoryBytes / GIBIBYTE))
        .row("operating system", system)
        .row("load before the start", load < 0 ? "not known" : String.format(Locale.ROOT, "%.2f", load))
        .row("Java", java.strip());
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("model not known");
    } catch (IOException notLinux) {
      return "model not known";
    }
  }
}
