package dev.sluice.local.benchmark;

/**
 * What other operators did in an earlier run of the same questions; fixed text, measured by nothing here.
 */
final class Rivals {
  private Rivals() {}

  static Section section() {
    return new Section("Others, measured earlier on another machine: ratios count, not the times", """
        provider-sql (commit b46be880) and atlas-operator (commit c1204079), two cores, PostgreSQL 15.18, Kubernetes 1.34.4, the \
        same kind of control plane, medians of 9, times seen by a client. Their `psql -f` of 3 files took 0.036 s there; the ratio \
        in brackets is to that. **This program did not measure any of it.**

        | | Database, provider-sql | Migration of 3 files, atlas-operator | Schema of 3 tables, atlas-operator |
        | --- | --- | --- | --- |
        | create -> Ready | 0.205 s | 0.225 s (6.3 x) | 0.492 s (13.7 x) |
        | update -> Ready | 0.066 s in the status; Ready never says False | 0.294 s | 0.544 s |
        | delete | 0.5 s; 41 s within 30 s of its creation | at once, nothing is undone | at once, nothing is undone |
        | 200 at once, all Ready | 22.1 s | 31.9 s | |
        | 1,000 at once, all Ready | 154.6 s | 155.9 s (a first try crashed after 104) | |
        | latency of one of 1,000, p50 / p95 / max | 137 / 142 / 143 s | 76 / 136 / 146 s | |
        | sessions at the peak, 1,000 | 6 | 4 | |
        | sessions opened per resource, 1,000 | 4.2 | 3.0 | 3 to 5 |
        | API requests per resource, 1,000 | 12.6 | 4.0 | |
        | operator: processor time, 1,000 | 45.6 s (46 ms) | 92.6 s (93 ms) | |
        | PostgreSQL: processor time, 1,000 | 82.9 s (83 ms) | 106 s (106 ms) | |
        | memory before / peak / idle, 1,000 | 62 / 89 / 90 MiB | 41 / 170 with children / 69 MiB | |
        | delete all, 1,000 | 68.8 s | 7.2 s, nothing is undone | |""");
  }
}
