package dev.sluice.local.platform;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A moment until which a condition is asked for, every 50 ms.
 */
public record Deadline(Duration timeout, long nanoTime) {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    public Deadline {
        requireNonNull(timeout, "timeout is null");
    }

    public static Deadline in(Duration timeout) {
        return new Deadline(timeout, System.nanoTime() + timeout.toNanos());
    }

    public boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /**
     * True as soon as the condition holds, false when the deadline passes first. It is asked at least once.
     */
    public boolean await(BooleanSupplier condition) {
        return poll(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()).isPresent();
    }

    /**
     * The first value, or empty when the deadline passes before there is one.
     */
    public <T> Optional<T> poll(Supplier<Optional<T>> source) {
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent() || passed()) {
                return value;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
