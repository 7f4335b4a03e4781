package dev.sluice.function;

import com.google.protobuf.util.JsonFormat;
import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.FunctionRunnerServiceGrpc.FunctionRunnerServiceBlockingStub;
import dev.sluice.function.proto.RunFunctionRequest;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Calls a function over one connection, as core does, and prints how long that takes: one line for each number of calls at
 * once, in microseconds and with blanks between, {@code <at once> <calls> <p50> <p99> <max>}.
 */
final class Measurement {
  private static final int[] AT_ONCE = {1, 4};
  private static final double HALF = 0.5;
  private static final double MOST = 0.99;

  private final FunctionRunnerServiceBlockingStub function;
  private final RunFunctionRequest request;

  private Measurement(FunctionRunnerServiceBlockingStub function, RunFunctionRequest request) {
    this.function = function;
    this.request = request;
  }

  static void run(Settings settings, PrintStream out) throws InterruptedException {
    var channel = NettyChannelBuilder.forAddress(settings.address.host().orElse("localhost"), settings.address.port(), credentials(settings)).build();
    try {
      var measurement = new Measurement(FunctionRunnerServiceGrpc.newBlockingStub(channel), request(settings));
      measurement.times(1, settings.calls);
      for (var atOnce : AT_ONCE) {
        var times = measurement.times(atOnce, settings.calls);
        out.printf("%d %d %d %d %d%n", atOnce, times.length, at(times, HALF), at(times, MOST), times[times.length - 1]);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static RunFunctionRequest request(Settings settings) {
    var request = RunFunctionRequest.newBuilder();
    try {
      JsonFormat.parser().merge(Files.readString(settings.measure), request);
    } catch (IOException e) {
      throw new UncheckedIOException("no request can be read from " + settings.measure, e);
    }
    return request.build();
  }

  private static ChannelCredentials credentials(Settings settings) {
    if (settings.insecure) {
      return InsecureChannelCredentials.create();
    }
    var folder = settings.certificates;
    try {
      return TlsChannelCredentials.newBuilder()
          .keyManager(folder.resolve("tls.crt").toFile(), folder.resolve("tls.key").toFile())
          .trustManager(folder.resolve("ca.crt").toFile())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("no certificates can be read from " + folder, e);
    }
  }

  /** In microseconds, shortest first. */
  private long[] times(int atOnce, int calls) throws InterruptedException {
    var times = new long[calls];
    var ended = new CountDownLatch(atOnce);
    for (var thread = 0; thread < atOnce; thread++) {
      var first = thread;
      Thread.ofPlatform().daemon().start(() -> {
        IntStream.iterate(first, i -> i < calls, i -> i + atOnce).forEach(i -> times[i] = time());
        ended.countDown();
      });
    }
    ended.await();
    Arrays.sort(times);
    return times;
  }

  private long time() {
    var started = System.nanoTime();
    function.withDeadlineAfter(10, TimeUnit.SECONDS).runFunction(request);
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
  }

  private static long at(long[] times, double share) {
    return times[Math.max(1, (int) Math.ceil(share * times.length)) - 1];
  }
}
