package dev.sluice.engine.schema.lint;

import java.util.Collection;

/** Which of a rule's facts decide, and how. */
enum Weighing {
  /** It is so: nothing to count. */
  PLAIN {
    @Override
    Severity of(long weight, Severity severity, long limit) {
      return severity;
    }

    @Override
    Severity unknown(Severity severity) {
      return severity;
    }
  },
  /** Something is lost, if there is any. What isn't known may be everything. */
  LOSS {
    @Override
    Severity of(long weight, Severity severity, long limit) {
      return weight > 0 ? severity : Severity.OFF;
    }

    @Override
    Severity unknown(Severity severity) {
      return severity;
    }
  },
  /** A statement fails, if there is any. Then nothing but that happens: what isn't known may be tried. */
  FAILURE {
    @Override
    Severity of(long weight, Severity severity, long limit) {
      return weight > 0 ? severity : Severity.OFF;
    }

    @Override
    Severity unknown(Severity severity) {
      return atMostWarn(severity);
    }
  },
  /** Others wait, the longer the more there is: too long above a limit. */
  SIZE {
    @Override
    Severity of(long weight, Severity severity, long limit) {
      return weight > limit ? severity : weight > 0 ? atMostWarn(severity) : Severity.OFF;
    }

    @Override
    Severity unknown(Severity severity) {
      return severity;
    }
  };

  abstract Severity of(long weight, Severity severity, long limit);

  abstract Severity unknown(Severity severity);

  /** @param weights the facts that decide */
  final Severity judge(Collection<Long> weights, Severity severity, long limit) {
    return of(weights.stream().mapToLong(Long::longValue).sum(), severity, limit);
  }

  private static Severity atMostWarn(Severity severity) {
    return severity == Severity.ERROR ? Severity.WARN : severity;
  }
}
