package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a server tells of the provider's sessions; the benchmark's own are left out. */
public interface Sessions {

  /** How many were ever opened. Those that are open now may be missing. */
  long opened();

  /** A number for each database that grows when a Migration in it is looked at. */
  Map<String, Long> visits();

  Words words();

  /** A session that looks on; the caller closes it. */
  Observer observe();

  /**
   * For the report.
   *
   * @param lastStatement where the moment of the last statement is read
   * @param visit what each Migration must have done when all are reconciled
   * @param visits the title of how many did
   */
  record Words(String lastStatement, String visit, String visits) {
    public Words {
      requireNonNull(lastStatement, "lastStatement is null");
      requireNonNull(visit, "visit is null");
      requireNonNull(visits, "visits is null");
    }
  }

  /** Looks as often as it is asked. */
  interface Observer extends AutoCloseable {
    Look look() throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /**
   * @param open sessions at this moment
   * @param lastActivity the last moment at which a statement began or ended in any of them; now while one runs
   */
  record Look(int open, Optional<Instant> lastActivity) {
    public Look {
      requireNonNull(lastActivity, "lastActivity is null");
    }
  }
}
