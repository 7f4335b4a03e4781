package dev.sluice.function.server;

import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Takes Crossplane's calls, and answers them by a function of the request. */
public final class FunctionServer implements AutoCloseable {
  /** Crossplane before 1.17 asks by this name; the messages are the same. */
  private static final String OLDER_SERVICE = "apiextensions.fn.proto.v1beta1.FunctionRunnerService";

  private static final int HANDSHAKE_SECONDS = 10;
  private static final int LEAST_PING_SECONDS = 10;

  private final Server server;
  private final Optional<Certificates> certificates;
  private final ExecutorService threads;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Listening listening;

  private FunctionServer(
      Server server, Optional<Certificates> certificates, ExecutorService threads, EventLoopGroup acceptor, EventLoopGroup workers, Listening listening) {
    this.server = server;
    this.certificates = certificates;
    this.threads = threads;
    this.acceptor = acceptor;
    this.workers = workers;
    this.listening = listening;
  }

  /** @throws IllegalStateException where it can't, with what to do */
  public static FunctionServer start(Listening listening, Function<RunFunctionRequest, RunFunctionResponse> function) {
    onlyJava();
    var certificates = listening.certificates().map(Certificates::watch);
    var processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    var threads = threads(processors, listening);
    var acceptor = new NioEventLoopGroup(1, Thread.ofPlatform().daemon().name("accept-", 0).factory());
    var workers = new NioEventLoopGroup(Math.min(2, processors), Thread.ofPlatform().daemon().name("network-", 0).factory());
    var credentials = certificates.map(Certificates::credentials).orElseGet(InsecureServerCredentials::create);
    var builder =
        NettyServerBuilder.forAddress(address(listening), credentials)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(workers)
            .executor(threads)
            .maxInboundMessageSize(listening.maxMessageBytes())
            .maxConcurrentCallsPerConnection(listening.maxConcurrentCalls())
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(LEAST_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new CallBounds(listening.maxConcurrentCalls(), listening.callTimeout()));
    services(function).forEach(builder::addService);
    var server = new FunctionServer(builder.build(), certificates, threads, acceptor, workers, listening);
    try {
      server.server.start();
    } catch (IOException e) {
      server.close();
      throw new IllegalStateException("%s can't be listened on: %s. Free it, or choose another by --address".formatted(address(listening), e.getMessage()), e);
    }
    return server;
  }

  /** Of what netty unpacks native code for, nothing is needed, and the container's file system is read-only. */
  private static void onlyJava() {
    System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
    System.setProperty("io.grpc.netty.shaded.io.netty.handler.ssl.noOpenSsl", "true");
    System.setProperty("io.grpc.netty.shaded.io.netty.noUnsafe", "true");
  }

  private static ExecutorService threads(int processors, Listening listening) {
    // A call takes a handful of tasks; a full queue makes the network thread work itself, which slows the callers down.
    var queue = new ArrayBlockingQueue<Runnable>(Math.max(64, 8 * listening.maxConcurrentCalls()));
    var names = Thread.ofPlatform().daemon().name("call-", 0).factory();
    var pool = new ThreadPoolExecutor(processors, processors, 30, TimeUnit.SECONDS, queue, names, new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static List<ServerServiceDefinition> services(Function<RunFunctionRequest, RunFunctionResponse> function) {
    var run = FunctionRunnerServiceGrpc.getRunFunctionMethod();
    var older = run.toBuilder().setFullMethodName(MethodDescriptor.generateFullMethodName(OLDER_SERVICE, "RunFunction")).setSchemaDescriptor(null).build();
    var answer = ServerCalls.asyncUnaryCall(new Answer(function));
    return List.of(
        ServerServiceDefinition.builder(FunctionRunnerServiceGrpc.SERVICE_NAME).addMethod(run, answer).build(),
        ServerServiceDefinition.builder(OLDER_SERVICE).addMethod(older, answer).build());
  }

  private static InetSocketAddress address(Listening listening) {
    return listening.host().map(h -> new InetSocketAddress(h, listening.port())).orElseGet(() -> new InetSocketAddress(listening.port()));
  }

  /** With the port that was found, where any was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Takes no more calls, lets those that run finish within the grace, and ends. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(listening.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    certificates.ifPresent(Certificates::close);
    threads.shutdownNow();
    acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
