package dev.sluice.function.server;

import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.RequestMeta;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Calls as core does, over a connection of its own. */
final class Caller implements AutoCloseable {
  private final ManagedChannel channel;

  private Caller(ManagedChannel channel) {
    this.channel = channel;
  }

  static Caller of(FunctionServer server, ChannelCredentials credentials) {
    return new Caller(NettyChannelBuilder.forAddress("localhost", server.address().getPort(), credentials).build());
  }

  static Caller inPlain(FunctionServer server) {
    return of(server, InsecureChannelCredentials.create());
  }

  RunFunctionResponse call(RunFunctionRequest request) {
    return FunctionRunnerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS).runFunction(request);
  }

  RunFunctionResponse call(String tag) {
    return call(RunFunctionRequest.newBuilder().setMeta(RequestMeta.newBuilder().setTag(tag)).build());
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
