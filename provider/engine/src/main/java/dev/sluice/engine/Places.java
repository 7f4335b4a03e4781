package dev.sluice.engine;

import dev.sluice.engine.Sessions.Purpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Who may have a session. Counts, lets wait and keeps the idle ones; never talks to a server.
 *
 * <p>Invariant: {@code open} = places on loan + idle sessions + idle sessions being closed, and is at most {@code max}.
 */
final class Places {
  private final int max;
  private final SessionTimes times;
  private final ConnectPause pause;
  private final Runnable startReaper;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idleChanged = lock.newCondition();
  private final List<PlaceRequest> queue = new ArrayList<>();
  private final List<OpenSession> idle = new ArrayList<>();
  private final Map<Purpose, Integer> onLoan = new EnumMap<>(Purpose.class);
  private int open;
  private boolean reaping;
  private boolean closed;

  /** @param startReaper called when a first session becomes idle: somebody must call {@link #awaitDue} until it is empty */
  Places(int max, SessionTimes times, RandomGenerator random, Runnable startReaper) {
    this.max = max;
    this.times = times;
    this.pause = new ConnectPause(times.firstPause(), times.longestPause(), random);
    this.startReaper = startReaper;
    for (Purpose purpose : Purpose.values()) {
      onLoan.put(purpose, 0);
    }
  }

  /**
   * A place on loan.
   *
   * @param idle a session of the wanted seat, to be used
   * @param evicted a session of another one, to be ended before one is opened
   */
  record Place(Purpose purpose, Optional<OpenSession> idle, Optional<OpenSession> evicted) {}

  Place take(Seat seat, Purpose purpose) {
    lock.lock();
    PlaceRequest request = new PlaceRequest(seat, purpose, lock.newCondition());
    try {
      queue.add(request);
      serve();
      await(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (request.place().isEmpty()) {
        throw new EngineException(SessionFailures.interrupted(seat.database()));
      }
    } finally {
      queue.remove(request);
      lock.unlock();
    }
    return request.place()
        .orElseThrow(() -> new EngineException(request.refusal().orElseGet(() -> SessionFailures.busy(max, times.place()))));
  }

  private void await(PlaceRequest request) throws InterruptedException {
    long began = System.nanoTime();
    while (!request.decided()) {
      long patience = (pause.cause().isPresent() ? times.probe() : times.place()).toNanos();
      long left = patience - (System.nanoTime() - began);
      if (left <= 0) {
        pause.cause().ifPresent(request::refuse);
        return;
      }
      request.await(left);
    }
  }

  /** Counts a place on loan as an idle session from now on; false where nobody will want that one any more. */
  boolean park(Purpose purpose, OpenSession session) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      onLoan.merge(purpose, -1, Integer::sum);
      idle.add(session);
      if (!reaping) {
        reaping = true;
        startReaper.run();
      }
      serve();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A place on loan is free again: its session has ended or never began. */
  void free(Purpose purpose) {
    lock.lock();
    try {
      onLoan.merge(purpose, -1, Integer::sum);
      open--;
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** The attempt to connect from a place on loan ended without a word from the server. */
  void abandoned(Purpose purpose) {
    lock.lock();
    try {
      pause.abandoned();
      free(purpose);
    } finally {
      lock.unlock();
    }
  }

  /** An attempt to connect reached the server. */
  void answered() {
    lock.lock();
    try {
      pause.succeeded();
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** An attempt to connect failed in a way that concerns all: whoever waits is told so. */
  void refused(Failure failure) {
    lock.lock();
    try {
      pause.failed(failure, System.nanoTime());
      queue.forEach(request -> request.refuse(failure));
      queue.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a place whose session turned out dead may open another one; if not, why. */
  Optional<Failure> reconnect() {
    lock.lock();
    try {
      return pause.begin(System.nanoTime()) ? Optional.empty() : pause.cause();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until an idle session is due and takes it out; {@link #closed(OpenSession)} follows. Empty: none is idle. */
  Optional<OpenSession> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!idle.isEmpty()) {
        long left = times.idle().toNanos() - (System.nanoTime() - idle.getFirst().lastUsed());
        if (left <= 0) {
          return Optional.of(idle.removeFirst());
        }
        idleChanged.await(left, TimeUnit.NANOSECONDS);
      }
      reaping = false;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the idle sessions of a database out; {@link #closed(OpenSession)} follows for each. */
  List<OpenSession> takeIdle(String database) {
    lock.lock();
    try {
      List<OpenSession> taken = idle.stream().filter(session -> session.seat().database().equals(database)).toList();
      idle.removeAll(taken);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** An idle session that was taken out has been closed. */
  void closed(OpenSession session) {
    lock.lock();
    try {
      open--;
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** Lends nothing from now on. What is idle is returned, to be closed. */
  List<OpenSession> shut() {
    lock.lock();
    try {
      closed = true;
      serve();
      List<OpenSession> left = List.copyOf(idle);
      idle.clear();
      idleChanged.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    queue.removeIf(
        request -> {
          serve(request);
          return request.decided();
        });
  }

  private void serve(PlaceRequest request) {
    Optional<OpenSession> same =
        idle.reversed().stream().filter(session -> session.seat().equals(request.seat())).findFirst();
    long now = System.nanoTime();
    if (closed) {
      request.refuse(SessionFailures.closed());
    } else if (same.isEmpty() && pause.refusal(now).isPresent()) {
      pause.cause().ifPresent(request::refuse);
    } else if (!allowed(request.purpose())) {
      return;
    } else if (same.isPresent()) {
      idle.remove(same.get());
      lend(request, same, Optional.empty());
    } else if ((open < max || !idle.isEmpty()) && pause.begin(now)) {
      Optional<OpenSession> evicted = open < max ? Optional.empty() : Optional.of(idle.removeFirst());
      open += evicted.isPresent() ? 0 : 1;
      lend(request, Optional.empty(), evicted);
    }
  }

  private void lend(PlaceRequest request, Optional<OpenSession> same, Optional<OpenSession> evicted) {
    onLoan.merge(request.purpose(), 1, Integer::sum);
    request.grant(same, evicted);
  }

  private boolean allowed(Purpose purpose) {
    int running = onLoan.get(Purpose.RUNNING);
    int working = running + onLoan.get(Purpose.LOOKING);
    return switch (purpose) {
      case ENDING -> working + onLoan.get(Purpose.ENDING) < max;
      case LOOKING -> working < max - 1;
      case RUNNING -> working < max - 1 && running < max - 2;
    };
  }
}
