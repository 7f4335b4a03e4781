package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Large plans take turns. */
class PlanRoomTest {
  private static final int MIB = 1024 * 1024;
  /** Of a plan that takes more than half of the room of 64 MiB. */
  private static final long MANY = 25_000;

  private final PlanRoom room = new PlanRoom(64L * MIB);

  @Test
  void smallOnesGoTogether() {
    try (var first = room.take("a", 1_000, 1_000);
        var second = room.take("b", 1_000, 1_000)) {
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void aLargeOneWaitsForAnother() {
    var first = room.take("a", MANY, 0);
    var second = CompletableFuture.supplyAsync(() -> room.take("b", MANY, 0));
    assertThat(second).isNotDone();
    first.close();
    second.join().close();
    room.take("c", MANY, 0).close();
  }

  @Test
  void whatNeverFitsIsRefusedWithItsSize() {
    assertThatThrownBy(() -> room.take("shop", 40_000, 60_000))
        .isInstanceOfSatisfying(EngineException.class, e -> {
          assertThat(e.failure()).isInstanceOf(Failure.Permanent.class);
          assertThat(e.failure().reason()).isEqualTo(PlanRoom.TOO_LARGE);
          assertThat(e.failure().message()).contains("database shop", "about 36 MiB", "which is 64 MiB", "give it more memory");
        });
  }

  @Test
  void whoWaitsCanBeInterrupted() throws InterruptedException {
    var failure = new AtomicReference<Failure>();
    try (var first = room.take("a", MANY, 0)) {
      var waiting = Thread.ofVirtual().start(() -> {
        try {
          room.take("b", MANY, 0);
        } catch (EngineException e) {
          failure.set(e.failure());
        }
      });
      await().until(() -> waiting.getState() == Thread.State.WAITING);
      waiting.interrupt();
      waiting.join();
    }
    assertThat(failure.get().reason()).isEqualTo(Reasons.INTERRUPTED);
    room.take("c", MANY, 0).close();
  }
}
