package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.PlainWork;
import dev.sluice.local.provider.ProviderProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One resource at a time, and between them the same work without an operator, so that both meet the same machine.
 */
record SingleBlock(Servers servers, Path work, int samples, Progress progress) {
  private static final int WARM_UP = 3;
  private static final Duration OLD = Duration.ofSeconds(31);
  /** How often nothing goes into something says nothing. */
  private static final Duration COMPARABLE = Duration.ofMillis(1);
  private static final String NAMESPACE = "single";

  SingleBlock {
    requireNonNull(servers, "servers is null");
    requireNonNull(work, "work is null");
    requireNonNull(progress, "progress is null");
  }

  Section run() {
    Manifests manifests = servers.namespace(NAMESPACE);
    PlainBaseline plain = new PlainBaseline(servers.product(), work);
    try (ProviderProcess provider = servers.startProvider();
        Sightings databases = Sightings.open(servers.api(), NAMESPACE, Kind.DATABASE);
        Sightings migrations = Sightings.open(servers.api(), NAMESPACE, Kind.MIGRATION);
        Sightings roles = servers.product().hasRoles() ? Sightings.open(servers.api(), NAMESPACE, Kind.ROLE) : null;
        Sightings schemas = servers.product().hasSchemas() ? Sightings.open(servers.api(), NAMESPACE, Kind.SCHEMA) : null) {
      Settling.afterStart();
      SingleRound round = new SingleRound(servers, manifests, databases, migrations, Optional.ofNullable(roles), Optional.ofNullable(schemas));
      Samples measured = rounds(round, plain);
      return new Section("One resource at a time", text(plain.work()) + "\n\n" + table(measured, round, plain).markdown());
    } finally {
      new Leftovers(servers).remove(NAMESPACE, List.of(Kind.values()));
    }
  }

  private Samples rounds(SingleRound round, PlainBaseline plain) {
    Samples measured = new Samples();
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < WARM_UP + samples; i++) {
      Samples counted = i < WARM_UP ? new Samples() : measured;
      progress.say(i < WARM_UP ? "single: warm-up " + (i + 1) : "single: sample " + (i + 1 - WARM_UP) + " of " + samples);
      plain.round("plain" + i, counted);
      round.database("young" + i, counted);
      round.migration("moved" + i, counted);
      if (servers.product().hasRoles()) {
        round.role("login" + i, counted);
      }
      if (servers.product().hasSchemas()) {
        round.schema("shape" + i, counted);
      }
      if (i >= WARM_UP) {
        round.keptDatabase("old" + i);
        plain.keep("bareold" + i);
        kept.add("old" + i);
      }
    }
    progress.say("single: waiting until the last Database is older than 30 s");
    Settling.sleep(OLD);
    kept.forEach(name -> {
      plain.dropKept("bare" + name, measured);
      round.deleteKept(name, measured);
    });
    return measured;
  }

  private static Table table(Samples measured, SingleRound round, PlainBaseline plain) {
    PlainWork work = plain.work();
    Table table = new Table("seconds", "median", "min-max", "compared with");
    row(table, measured, SingleRound.DATABASE_CREATE, Optional.of(plain.create()), "plain " + work.creation().name());
    row(table, measured, round.databaseUpdate(), Optional.of(plain.alter()), "plain " + work.alteration().name());
    row(table, measured, SingleRound.DATABASE_STALE, Optional.empty(), "");
    row(table, measured, SingleRound.DATABASE_DELETE, Optional.of(plain.drop()), "plain " + work.removal().name());
    row(table, measured, SingleRound.DATABASE_DELETE_LATER, Optional.of(plain.dropLater()), "plain " + work.removal().name() + ", as old");
    row(table, measured, SingleRound.MIGRATION_CREATE, Optional.of(PlainBaseline.THREE), work.filesBy());
    row(table, measured, SingleRound.MIGRATION_UPDATE, Optional.of(PlainBaseline.FOURTH), work.filesBy());
    row(table, measured, SingleRound.MIGRATION_STALE, Optional.empty(), "");
    row(table, measured, SingleRound.MIGRATION_DELETE, Optional.empty(), "");
    row(table, measured, SingleRound.ROLE_CREATE, Optional.empty(), "");
    row(table, measured, SingleRound.ROLE_DELETE, Optional.empty(), "");
    row(table, measured, SingleRound.SCHEMA_CREATE, Optional.empty(), "");
    row(table, measured, SingleRound.SCHEMA_UPDATE, Optional.empty(), "");
    row(table, measured, SingleRound.SCHEMA_STALE, Optional.empty(), "");
    row(table, measured, SingleRound.SCHEMA_DELETE, Optional.empty(), "");
    plain.rows().forEach(name -> row(table, measured, name, Optional.empty(), ""));
    return table;
  }

  private static void row(Table table, Samples measured, String what, Optional<String> other, String otherName) {
    measured.of(what).ifPresent(own -> table.row(what, Distribution.text(own.median()), own.range(),
        other.flatMap(measured::of).map(plain -> compared(own, plain, otherName)).orElse("")));
  }

  private static String compared(Distribution own, Distribution plain, String name) {
    return plain.median().compareTo(COMPARABLE) < 0 ? name + ", which takes less than 1 ms" : own.ratioTo(plain) + " " + name;
  }

  private String text(PlainWork plain) {
    return "%d samples after %d rounds that don't count; within a round the resources take turns with the same work without"
        .formatted(samples, WARM_UP)
        + " an operator. From the sending of a server-side apply (connection open already) to the arrival of the event"
        + " on a watch, Ready for that generation. A Migration and a Schema have a database of their own, empty and there before; the desired SQL of a Schema is tried in a scratch database, which each new database needs made. Plain"
        + " times include the start of the program or session: " + plain.filesBy() + " for files, JDBC for the rest."
        + " " + servers.product().remarks().database();
  }
}
