package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliedTest {
  private static final String OLD = "sha256:" + "01".repeat(32);
  private static final String NEW = "sha256:" + "02".repeat(32);

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "2   |         | >=2   | met",
      "2.0 |         | >=2   | met",
      "10  |         | >=9   | met",
      "2   | 3       | >=2   | met",
      "2   | 3       | >=3   | version 2 is applied",
      "1.9 |         | >=1.10| version 1.9 is applied",
      "5   | 3,6     | >=5   | version 5 is applied, and 3 is pending behind it",
      "5   | 3,6     | >=2   | met",
      "5   | 6       | >=5   | met",
      "5   | views   | >=5   | met",
      "    |         | >=1   | no version is applied",
      "    | 1       | >=1   | no version is applied",
      "2   |         |       | met",
      "    |         |       | met",
      "2   | 3       |       | 1 pending",
      "2   | views   |       | 1 pending",
  })
  void aVersionIsMetByFactsAndANameByNothingPending(String version, String pending, String need, String expected) {
    var versions = pending == null ? List.<String>of() : Arrays.asList(pending.split(","));
    var applied = applied(true, Optional.ofNullable(version), Optional.of(new Applied.Pending(versions.size(), versions)));
    assertThat(applied.shortfall(Requirement.parse("orders" + (need == null ? "" : need)).need()).orElse("met")).isEqualTo(expected);
  }

  @Test
  void anUnobservedManifestCannotMeetANameAlone() {
    var stale = applied(false, Optional.of("2"), Optional.of(new Applied.Pending(0, List.of())));
    assertThat(stale.shortfall(new Need.Everything())).hasValue("its manifest changed and wasn't looked at yet");
    assertThat(stale.meets(new Need.AtLeast(Version.parse("2")))).isTrue();
    assertThat(stale.meets(new Need.Files(OLD))).isTrue();
  }

  @Test
  void aManifestThatIsNotReadyCannotMeetANameAlone() {
    var waiting =
        new Applied(true, false, Optional.of("2"), Optional.of("2"), Optional.of(new Applied.Pending(0, List.of())), Optional.empty(), List.of(), Optional.empty());
    assertThat(waiting.shortfall(new Need.Everything())).hasValue("it isn't Ready");
  }

  @Test
  void nothingIsMetBeforeTheDatabaseWasLookedAt() {
    var unknown = applied(true, Optional.of("2"), Optional.empty());
    assertThat(unknown.meets(new Need.AtLeast(Version.parse("1")))).isFalse();
    assertThat(unknown.meets(new Need.Everything())).isFalse();
  }

  @Test
  void everyRememberedSetOfFilesIsMet() {
    var both =
        new Applied(true, true, Optional.of("3"), Optional.of("3"), Optional.of(new Applied.Pending(0, List.of())), Optional.of(NEW), List.of(NEW, OLD), Optional.of(NEW));
    assertThat(both.meets(new Need.Files(NEW))).isTrue();
    assertThat(both.meets(new Need.Files(OLD))).isTrue();
    var old = applied(true, Optional.of("2"), Optional.of(new Applied.Pending(1, List.of("3"))));
    assertThat(old.shortfall(new Need.Files(NEW))).hasValue("the files of %s are applied".formatted(OLD));
  }

  @Test
  void aReadSetOfFilesIsNotAnAppliedOne() {
    var read =
        new Applied(true, true, Optional.empty(), Optional.of("3"), Optional.of(new Applied.Pending(0, List.of())), Optional.empty(), List.of(), Optional.of(NEW));
    assertThat(read.shortfall(new Need.Files(NEW))).hasValue("no complete set of files is applied");
  }

  /** Whatever was applied in whatever order, and however much of the pending list is cut off. */
  @Property(tries = 3000)
  void aVersionIsMetExactlyWhenAllUpToItIsApplied(
      @ForAll @Size(max = 12) Set<@IntRange(min = 1, max = 15) Integer> files,
      @ForAll @Size(max = 12) Set<@IntRange(min = 1, max = 15) Integer> done,
      @ForAll @IntRange(min = 1, max = 16) int wanted,
      @ForAll @IntRange(min = 1, max = 12) int named) {
    var left = new TreeSet<>(files);
    left.removeAll(done);
    var pending = new Applied.Pending(left.size(), left.stream().limit(named).map(String::valueOf).toList());
    var newest = done.stream().max(Comparator.naturalOrder());
    var applied = applied(true, newest.map(String::valueOf), Optional.of(pending));

    assertThat(applied.meets(new Need.AtLeast(Version.parse(String.valueOf(wanted)))))
        .isEqualTo(newest.isPresent() && newest.get() >= wanted && left.stream().noneMatch(v -> v <= wanted));
    assertThat(applied.meets(new Need.Everything())).isEqualTo(left.isEmpty());
  }

  /** Who needs less is never held longer. */
  @Property
  void whatMeetsANewerVersionMeetsAnOlderOne(
      @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = 9) Integer> left, @ForAll @IntRange(min = 1, max = 9) int at,
      @ForAll @IntRange(min = 1, max = 9) int one, @ForAll @IntRange(min = 1, max = 9) int other) {
    var pending = new Applied.Pending(left.size(), new TreeSet<>(left).stream().map(String::valueOf).toList());
    var applied = applied(true, Optional.of(String.valueOf(at)), Optional.of(pending));
    if (applied.meets(new Need.AtLeast(Version.parse(String.valueOf(Math.max(one, other)))))) {
      assertThat(applied.meets(new Need.AtLeast(Version.parse(String.valueOf(Math.min(one, other)))))).isTrue();
    }
  }

  private static Applied applied(boolean current, Optional<String> version, Optional<Applied.Pending> pending) {
    return new Applied(current, true, version, Optional.of("3"), pending, Optional.of(OLD), List.of(OLD), Optional.of(OLD));
  }
}
