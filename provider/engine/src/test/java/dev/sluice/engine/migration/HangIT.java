package dev.sluice.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A server whose process stands still: connections stay, and nobody answers. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(HangIT.OneOfEach.class)
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5));

  /** Each has a server of its own, whose version doesn't matter here. */
  static final class OneOfEach implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
      return Stream.of(TestProducts.postgreSql(context), TestProducts.mySqlFamily(context)).flatMap(products -> products)
          .collect(Collectors.toMap(product -> product.arguments().getFirst(), Function.identity(), (first, other) -> first, LinkedHashMap::new))
          .values().stream().map(Arguments::of);
    }
  }

  private final TestProduct product;

  HangIT(TestProduct product) {
    this.product = product;
  }

  @Test
  void everythingEndsInTimeAndGoesOnAfterwards() {
    try (var outage = product.sessions().orElseThrow().own()) {
      var inside = TestDatabase.on(outage.product());
      var between = TestDatabase.on(outage.product());
      var insert = inside.files("V1__t.sql", "CREATE TABLE t (a int);", "V2__s.sql", outage.product().slowInsert("t", 1, 3) + ";");
      var create = between.files("V1__t.sql", "CREATE TABLE t (a int);");
      var observed =
          new DatabaseDesign(inside.name(), new Claim("u", "test/hang", true), Optional.empty(), Optional.empty(), List.of(), Map.of());
      try (var handle = open(outage.product())) {
        assertThat(handle.databases().observe(observed)).isPresent();
        var first = later(() -> handle.migrations().apply(deadline(insert), new Recorder()));
        var second = later(() -> handle.migrations().apply(deadline(create), Recorder.proceeding(before -> {
          inside.untilBusyWith("insert");
          return freeze(outage);
        })));
        try {
          assertThat(first.join()).isInstanceOf(Failure.Permanent.class).extracting(Failure::reason).isEqualTo("DeadlineExceeded");
          assertThat(second.join()).isInstanceOf(Failure.Permanent.class).extracting(Failure::reason).isEqualTo("DeadlineExceeded");
          assertThat(failure(() -> handle.databases().observe(observed))).isInstanceOf(Failure.Transient.class).extracting(Failure::reason)
              .isEqualTo(Reasons.UNREACHABLE);
        } finally {
          thaw(outage);
        }
        assertThat(onceReached(() -> handle.databases().observe(observed))).isPresent();
        assertThat(onceReached(() -> handle.migrations().apply(insert.design(), new Recorder())).appliedVersion()).contains("2");
        assertThat(onceReached(() -> handle.migrations().apply(create.design(), new Recorder())).appliedVersion()).contains("1");
        assertThat(inside.query("SELECT a FROM t")).containsExactly("1");
      }
    }
  }

  @Test
  void shortWorkInASessionThatHangsEndsToo() {
    try (var outage = product.sessions().orElseThrow().own()) {
      var database = TestDatabase.on(outage.product());
      try (var handle = open(outage.product())) {
        var files = database.files("V1__t.sql", "CREATE TABLE t (a int);").design();
        handle.migrations().observe(files);
        freeze(outage);
        Failure failure;
        try {
          // In the session of the moment before, which nobody tests.
          failure = failure(() -> handle.migrations().observe(files));
        } finally {
          thaw(outage);
        }
        assertThat(failure).isInstanceOf(Failure.Transient.class).extracting(Failure::reason).isEqualTo(Reasons.UNREACHABLE);
        assertThat(onceReached(() -> handle.migrations().observe(files)).pending()).hasSize(1);
      }
    }
  }

  private static CompletableFuture<Failure> later(Runnable work) {
    return CompletableFuture.supplyAsync(() -> failure(work), Thread::startVirtualThread);
  }

  private static MigrationDesign deadline(Designs files) {
    return files.timeouts(SOON, Duration.ZERO, Duration.ofSeconds(2)).design();
  }

  private static Failure failure(Runnable work) {
    return catchThrowableOfType(EngineException.class, work::run).failure();
  }

  /** For a moment logins are refused without being tried, since those to the hung server failed. */
  private static <T> T onceReached(Callable<T> work) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(e -> e instanceof EngineException engine && engine.failure().reason().equals(Reasons.UNREACHABLE))
        .until(work, found -> true);
  }

  private static DatabaseServer open(TestProduct product) {
    var at = product.arguments();
    var login = new Server.Login(at.get(1), Integer.parseInt(at.get(2)), at.get(3), new Password(at.get(4)));
    return Engines.load().named(at.getFirst()).orElseThrow().open(new Server(login, Optional.empty(), Tls.DISABLED, TIMEOUTS, 5));
  }

  private static boolean freeze(Outage outage) {
    signal(outage, "STOP");
    return true;
  }

  private static void thaw(Outage outage) {
    signal(outage, "CONT");
  }

  private static void signal(Outage outage, String name) {
    var first = ProcessHandle.of(outage.pid().getAsLong()).orElseThrow();
    var command = new ArrayList<>(List.of("kill", "-s", name));
    Stream.concat(Stream.of(first), first.descendants()).map(process -> Long.toString(process.pid())).forEach(command::add);
    try {
      new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
