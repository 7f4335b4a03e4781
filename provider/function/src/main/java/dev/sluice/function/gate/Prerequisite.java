package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import dev.sluice.function.field.Comparison;
import dev.sluice.function.field.FieldPath;
import dev.sluice.rules.DesiredFiles;
import dev.sluice.rules.Need;
import dev.sluice.rules.Version;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A Migration or Schema that is waited for. */
final class Prerequisite {
  private static final Set<String> GROUPS = Set.of("db.sluice.dev", "db.m.sluice.dev");
  private static final String MIGRATION = "Migration";
  private static final Set<String> KINDS = Set.of(MIGRATION, "Schema");
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath NAMESPACE = FieldPath.of("metadata", "namespace");
  private static final String LATEST = "latest";
  private static final String UNWANTED =
      "exists, and no step of the pipeline asks for it any more, so what it should apply isn't known. Keep it, or remove it from the gate";

  private final Subject subject;
  private final Optional<String> namespace;
  private final CompositeManager manager;

  /**
   * @param compositeNamespace where a namespaced composite has its resources
   * @throws InputException where the resource is of another kind
   */
  Prerequisite(Subject subject, Optional<String> compositeNamespace, CompositeManager manager) {
    this.subject = subject;
    this.manager = manager;
    var type = subject.type();
    if (!GROUPS.contains(type.group()) || !KINDS.contains(type.kind())) {
      throw new InputException(
          "input: '%s' is a %s, and after takes Migrations and Schemas of db.m.sluice.dev and db.sluice.dev".formatted(subject.name(), type));
    }
    var object = subject.observed().or(subject::desired).orElseThrow();
    this.namespace = type.group().equals("db.m.sluice.dev") ? NAMESPACE.text(object).or(() -> compositeNamespace) : Optional.empty();
  }

  String title() {
    return subject.title();
  }

  /**
   * The ConfigMaps that its files are in, whether or not its digest is needed today: being asked for, they are watched. Both of
   * what is desired and of what is there, so that one round of asking is enough.
   */
  List<Source.ConfigMap> configMaps() {
    var all = new LinkedHashSet<Source.ConfigMap>();
    subject.desired().map(this::source).filter(s -> s.stated().isEmpty()).ifPresent(s -> all.addAll(s.configMaps()));
    subject.observed().map(this::source).filter(s -> s.stated().isEmpty()).ifPresent(s -> all.addAll(s.configMaps()));
    return new ArrayList<>(all);
  }

  private Source source(Struct object) {
    var section = FieldPath.of("spec", "forProvider", isMigration() ? "source" : "desired").struct(object);
    return Source.of(section.orElseGet(Struct::getDefaultInstance), namespace);
  }

  private boolean isMigration() {
    return subject.type().kind().equals(MIGRATION);
  }

  /**
   * What is in the way of saying that it has applied what is desired; empty where nothing is.
   *
   * @param found ConfigMaps by {@link Source.ConfigMap#key}
   */
  Optional<Obstacle> obstacle(Map<String, Struct> found) {
    if (subject.desired().isEmpty()) {
      return held(Obstacle.Reason.NotDesired, UNWANTED);
    }
    if (subject.observed().isEmpty()) {
      return held(Obstacle.Reason.NotCreated, "isn't created yet");
    }
    var object = subject.observed().get();
    var facts = new Facts(object);
    if (facts.beingDeleted()) {
      return held(Obstacle.Reason.BeingDeleted, "is being deleted");
    }
    var change = change(subject.desired().get(), object);
    if (change.isPresent()) {
      return held(Obstacle.Reason.ChangeNotApplied, "has a change that hasn't reached it yet, at %s".formatted(change.get()));
    }
    if (!facts.isCurrent()) {
      return held(Obstacle.Reason.ChangeNotSeen, "has a change that the provider hasn't taken up yet");
    }
    if (facts.isTrueNow("Stalled")) {
      return held(Obstacle.Reason.Failed, "is stalled: " + facts.message("Stalled"));
    }
    if (!facts.isTrueNow("Ready")) {
      return held(Obstacle.Reason.Migrating, "isn't done: " + facts.message("Ready"));
    }
    return isMigration() ? unappliedFiles(facts, source(object), target(object), found) : undeclaredSchema(facts, source(object), found);
  }

  /** Where what is there differs from what is desired; empty where it doesn't, but for what others have added. */
  private Optional<String> change(Struct desired, Struct object) {
    if (!subject.keepsItsKind()) {
      return Optional.of("kind");
    }
    // A field that is no longer desired is gone once that reaches the cluster; until then it is still the composite's there.
    return Comparison.lacking(spec(desired), spec(object), "spec")
        .or(() -> target(desired).equals(target(object)) ? Optional.empty() : Optional.of("spec.forProvider.target"))
        .or(() -> manager.owned(object).flatMap(o -> o.at(SPEC, object)).flatMap(own -> Comparison.lacking(own.getStructValue(), spec(desired), "spec")));
  }

  private Optional<Obstacle> unappliedFiles(Facts facts, Source source, Optional<Version> target, Map<String, Struct> found) {
    var unfinished = shortfall(facts, new Need.Everything());
    if (unfinished.isPresent()) {
      return unfinished;
    }
    return switch (source.files(found, UnaryOperator.identity())) {
      // Where the schema is ahead of the files, they were perhaps never all that was applied; but they were looked at.
      case Source.Files.Known(var digest, _) when !facts.hasRead(digest) && shortfall(facts, new Need.Files(digest)).isPresent() ->
          held(Obstacle.Reason.WaitingForSource, "has yet to read the files that its source holds now, with the digest " + digest);
      case Source.Files.Known(_, var newest) -> target.or(() -> newest).flatMap(version -> shortfall(facts, new Need.AtLeast(version)));
      // A version that stands in the manifest is proof without the files.
      case Source.Files.Unprovable _ when target.isPresent() -> shortfall(facts, new Need.AtLeast(target.get()));
      case Source.Files.Unprovable(var why) ->
          held(Obstacle.Reason.NotProvable, "can't be judged: %s. State source.digest, or a version as target".formatted(why));
      case Source.Files.Missing(var configMap) -> missing(configMap);
    };
  }

  private Optional<Obstacle> undeclaredSchema(Facts facts, Source source, Map<String, Struct> found) {
    return switch (source.files(found, DesiredFiles::among)) {
      case Source.Files.Known(var digest, _) -> shortfall(facts, new Need.Files(digest));
      case Source.Files.Unprovable(var why) ->
          held(Obstacle.Reason.NotProvable, "can't be judged: %s. Take its files from ConfigMaps or inline".formatted(why));
      case Source.Files.Missing(var configMap) -> missing(configMap);
    };
  }

  private Optional<Obstacle> missing(Source.ConfigMap configMap) {
    return held(Obstacle.Reason.WaitingForSource, "has files in %s, which isn't there".formatted(configMap));
  }

  private Optional<Obstacle> shortfall(Facts facts, Need need) {
    return facts.applied().shortfall(need).flatMap(lack -> held(Obstacle.Reason.Migrating, "isn't there yet: " + lack));
  }

  private static Optional<Version> target(Struct object) {
    return FieldPath.of("spec", "forProvider", "target").text(object).filter(t -> !t.equals(LATEST)).flatMap(Version::of);
  }

  private static Struct spec(Struct object) {
    return SPEC.struct(object).orElseGet(Struct::getDefaultInstance);
  }

  private Optional<Obstacle> held(Obstacle.Reason reason, String what) {
    var sentence = "%s %s".formatted(subject.title(), what.strip());
    return Optional.of(new Obstacle(reason, sentence.endsWith(".") ? sentence : sentence + "."));
  }
}
