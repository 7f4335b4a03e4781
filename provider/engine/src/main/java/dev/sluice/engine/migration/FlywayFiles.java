package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationState.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.info.MigrationInfoImpl;
import org.flywaydb.core.internal.info.MigrationInfoServiceImpl;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resolver.CompositeMigrationResolver;
import org.flywaydb.core.internal.sqlscript.ParserSqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * The files of a set as Flyway understands them: names, checksums, order, statements, and what of them is applied. This
 * is Flyway's own code without its connections: {@code Flyway.migrate()} opens its own, asks the server the same
 * questions before each file and can't say where in a file it is.
 */
final class FlywayFiles {
  private final MigrationDesign design;
  private final StatementRules rules;
  private final Configuration configuration;
  private final CompositeMigrationResolver resolver;
  private final SqlScriptFactory scripts;
  private final String timestamp;

  private FlywayFiles(
      MigrationDesign design, StatementRules rules, Configuration configuration, DatabaseType type, ParsingContext context, String timestamp) {
    this.design = design;
    this.rules = rules;
    this.configuration = configuration;
    this.timestamp = timestamp;
    this.scripts =
        (resource, mixed, provider) ->
            new ParserSqlScript(
                type.createParser(configuration, provider, context),
                resource,
                SqlScriptMetadata.getMetadataResource(provider, resource),
                mixed);
    // No executor: what runs the statements is ours.
    this.resolver =
        new CompositeMigrationResolver(
            configuration.getResourceProvider(), List::of, configuration, null, scripts, context, null);
  }

  /** @param user whom the files are run as */
  static FlywayFiles of(MigrationDesign design, HistoryPlace place, String user, MigrationDialect dialect, Instant now) {
    var configuration = new FlywayConfiguration(design, place);
    var type = type(dialect.flywayName());
    var timestamp = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault()).format(now);
    var context = new ParsingContext();
    context.getPlaceholders().put("flyway:defaultSchema", place.schema());
    context.getPlaceholders().put("flyway:database", design.database());
    context.getPlaceholders().put("flyway:user", user);
    context.getPlaceholders().put("flyway:table", place.table());
    context.getPlaceholders().put("flyway:timestamp", timestamp);
    context.getPlaceholders().put("flyway:environment", configuration.getCurrentEnvironmentName());
    return new FlywayFiles(design, dialect.statements(), configuration, type, context, timestamp);
  }

  private static DatabaseType type(String name) {
    return DatabaseTypeRegister.getDatabaseTypes().stream()
        .filter(type -> type instanceof DatabaseType && type.getName().equals(name))
        .map(DatabaseType.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Flyway's module for " + name + " is not on the class path"));
  }

  MigrationDesign design() {
    return design;
  }

  /** What of the set can't be understood; empty where all is well. */
  List<Problem> problems() {
    var problems = new ArrayList<>(FileNames.problems(design.files().files().keySet(), configuration));
    if (problems.isEmpty()) {
      try {
        resolved();
      } catch (FlywayException e) {
        problems.add(Findings.unreadable("The source", e));
      }
    }
    return problems;
  }

  /** @throws FlywayException where there are {@link #problems} */
  List<ResolvedMigration> resolved() {
    return List.copyOf(resolver.resolveMigrations(configuration));
  }

  /** Files and history side by side, in Flyway's order, judged by Flyway. */
  List<MigrationInfoImpl> compare(List<HistoryRow> rows, Optional<MigrationVersion> target) {
    var service =
        new MigrationInfoServiceImpl(
            resolver,
            HistoryView.of(rows, configuration),
            null,
            configuration,
            target.orElse(MigrationVersion.LATEST),
            design.outOfOrder(),
            new ValidatePattern[] {
              ValidatePattern.fromPattern("*:pending"), ValidatePattern.fromPattern("*:missing"),
              ValidatePattern.fromPattern("*:future"), ValidatePattern.fromPattern("*:ignored")
            },
            configuration.getCherryPick());
    service.refresh();
    return List.of(service.all()).stream().map(MigrationInfoImpl.class::cast).toList();
  }

  /** @throws FlywayException where the file can't be parsed, holds what is never run, or mixes what a transaction may hold and what it may not */
  MigrationFile parse(ResolvedMigration file) {
    var resource = configuration.getResourceProvider().getResource(file.getScript());
    var metadata = SqlScriptMetadata.getMetadataResource(configuration.getResourceProvider(), resource);
    var asked = Optional.ofNullable(SqlScriptMetadata.fromResource(metadata, null, configuration).executeInTransaction());
    var statements = statements(scripts.createSqlScript(resource, true, configuration.getResourceProvider()));
    for (var statement : statements) {
      rules.objection(statement.sql()).ifPresent(objection -> {
        throw new FlywayException(file.getScript() + " line " + statement.line() + ": " + objection);
      });
    }
    var alone = statements.stream().filter(statement -> !statement.transactional()).findFirst();
    if (!rules.commitsImplicitly() && asked.isEmpty() && alone.isPresent() && statements.stream().anyMatch(FileStatement::transactional)) {
      throw new FlywayException(
          file.getScript() + " mixes statements that need to stand outside a transaction, such as the one in line "
              + alone.get().line() + ", with others. Give it a file of its own, or add " + file.getScript()
              + ".conf with executeInTransaction=false");
    }
    // A file that ends our transaction itself is run step by step, or a crash would leave it applied and unrecorded.
    var controls = statements.stream().anyMatch(statement -> controlsTransactions(statement.sql()));
    var possible = alone.isEmpty() || !rules.commitsImplicitly();
    return MigrationFile.of(file, statements, possible && asked.orElse(alone.isEmpty()) && !controls);
  }

  private boolean controlsTransactions(String sql) {
    return switch (rules.kind(sql)) {
      case OPENS, COMMITS, ROLLS_BACK -> true;
      case PLAIN, ALONE, SESSION -> false;
    };
  }

  private List<FileStatement> statements(SqlScript script) {
    var statements = new ArrayList<FileStatement>();
    try (var iterator = script.getSqlStatements()) {
      for (SqlStatement parsed = iterator.next(); parsed != null; parsed = iterator.next()) {
        statements.add(FileStatement.of(statements.size() + 1, parsed, rules, timestamp));
      }
    }
    return statements;
  }
}
