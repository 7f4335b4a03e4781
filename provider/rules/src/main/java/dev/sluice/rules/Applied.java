package dev.sluice.rules;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the status of a Migration or Schema states as applied, and whether that is enough.
 *
 * @param current whether the status was written for the manifest as it is: {@code observedGeneration} equals the generation
 * @param ready whether the condition Ready is True, and was written for the manifest as it is
 * @param appliedVersion the last applied version; status never states it early
 * @param targetVersion what the manifest asked for when it was last looked at
 * @param pending what was still to run then; empty where the database was never looked at
 * @param appliedDigest of the files as of the last complete run
 * @param appliedDigests of the last complete runs, newest first
 * @param sourceDigest of the files as last read
 */
public record Applied(
    boolean current,
    boolean ready,
    Optional<String> appliedVersion,
    Optional<String> targetVersion,
    Optional<Pending> pending,
    Optional<String> appliedDigest,
    List<String> appliedDigests,
    Optional<String> sourceDigest) {

  /**
   * What is still to run.
   *
   * @param versions those of the first of them, oldest first; a repeatable migration stands here by its description
   */
  public record Pending(int count, List<String> versions) {
    public Pending {
      versions = List.copyOf(versions);
    }
  }

  public Applied {
    Objects.requireNonNull(appliedVersion, "appliedVersion");
    Objects.requireNonNull(targetVersion, "targetVersion");
    Objects.requireNonNull(pending, "pending");
    Objects.requireNonNull(appliedDigest, "appliedDigest");
    appliedDigests = List.copyOf(appliedDigests);
    Objects.requireNonNull(sourceDigest, "sourceDigest");
  }

  public boolean meets(Need need) {
    return shortfall(need).isEmpty();
  }

  /**
   * What is lacking, as a clause for a message; empty where the need is met.
   *
   * <p>A version or a digest is met by facts, whatever became of the manifest since: neither is ever stated before it is true.
   * {@link Need.Everything} depends on the manifest, hence on whether the status speaks for it.
   */
  public Optional<String> shortfall(Need need) {
    return switch (need) {
      case Need.AtLeast(var version) -> below(version);
      case Need.Files(var digest) -> without(digest);
      case Need.Everything() -> unfinished();
    };
  }

  private Optional<String> below(Version wanted) {
    var version = appliedVersion.flatMap(Version::of);
    if (version.isEmpty()) {
      return Optional.of(appliedVersion.map("version '%s' is applied, which has no order"::formatted).orElse("no version is applied"));
    }
    if (!version.get().isAtLeast(wanted)) {
      return Optional.of("version " + version.get() + " is applied");
    }
    if (pending.isEmpty()) {
      return Optional.of("what is pending isn't known");
    }
    var named = pending.get().versions().stream().map(Version::of).flatMap(Optional::stream).toList();
    var gap = named.stream().filter(wanted::isAtLeast).findFirst();
    if (gap.isPresent()) {
      return Optional.of("version %s is applied, and %s is pending behind it".formatted(version.get(), gap.get()));
    }
    // The list is cut off: what it leaves out is newer than its last, unless it has no version at all.
    if (pending.get().count() > pending.get().versions().size() && named.isEmpty()) {
      return Optional.of("%d files are pending, and not all are known".formatted(pending.get().count()));
    }
    return Optional.empty();
  }

  private Optional<String> without(String digest) {
    if (appliedDigest.filter(digest::equals).isPresent() || appliedDigests.contains(digest)) {
      return Optional.empty();
    }
    return Optional.of(appliedDigest.map("the files of %s are applied"::formatted).orElse("no complete set of files is applied"));
  }

  private Optional<String> unfinished() {
    if (!current) {
      return Optional.of("its manifest changed and wasn't looked at yet");
    }
    if (pending.filter(p -> p.count() == 0).isEmpty()) {
      return Optional.of(pending.map(p -> p.count() + " pending").orElse("what is pending isn't known"));
    }
    return ready ? Optional.empty() : Optional.of("it isn't Ready");
  }
}
