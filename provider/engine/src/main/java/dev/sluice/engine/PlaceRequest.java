package dev.sluice.engine;

import dev.sluice.engine.Sessions.Purpose;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/** A thread in the queue of {@link Places}, under whose lock all of this happens. */
final class PlaceRequest {
  private final Seat seat;
  private final Purpose purpose;
  private final Condition called;
  private Optional<Places.Place> place = Optional.empty();
  private Optional<Failure> refusal = Optional.empty();

  PlaceRequest(Seat seat, Purpose purpose, Condition called) {
    this.seat = seat;
    this.purpose = purpose;
    this.called = called;
  }

  Seat seat() {
    return seat;
  }

  Purpose purpose() {
    return purpose;
  }

  void grant(Optional<OpenSession> idle, Optional<OpenSession> evicted) {
    place = Optional.of(new Places.Place(purpose, idle, evicted));
    called.signal();
  }

  void refuse(Failure failure) {
    refusal = Optional.of(failure);
    called.signal();
  }

  boolean decided() {
    return place.isPresent() || refusal.isPresent();
  }

  Optional<Places.Place> place() {
    return place;
  }

  Optional<Failure> refusal() {
    return refusal;
  }

  void await(long nanos) throws InterruptedException {
    called.awaitNanos(nanos);
  }
}
