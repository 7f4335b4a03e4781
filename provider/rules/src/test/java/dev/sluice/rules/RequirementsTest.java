package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  @Test
  void readsEveryForm() {
    var read = Requirements.parse(" orders >= 3_1,schema/catalog@ " + DIGEST + " , cluster: migration/shared , a.b-c ");

    assertThat(read.all())
        .containsExactly(
            new Requirement(false, Optional.empty(), "orders", new Need.AtLeast(Version.parse("3.1"))),
            new Requirement(false, Optional.of(RequiredKind.SCHEMA), "catalog", new Need.Files(DIGEST)),
            new Requirement(true, Optional.of(RequiredKind.MIGRATION), "shared", new Need.Everything()),
            new Requirement(false, Optional.empty(), "a.b-c", new Need.Everything()));
    assertThat(read).hasToString("orders>=3.1,schema/catalog@" + DIGEST + ",cluster:migration/shared,a.b-c");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "orders>3          | '>3' compares by something else than >= or @",
      "orders=3          | '=3' compares by something else than >= or @",
      "orders==3         | '==3' compares",
      "orders<=3         | '<=3' compares",
      "orders>=          | '' is no version",
      "orders>=v3        | 'v3' is no version",
      "orders>=latest    | 'latest' is no version",
      "orders>=3 4       | '3 4' is no version",
      "orders 3          | 'orders 3' is no object's name",
      "Orders>=3         | 'Orders' is no object's name",
      "shop/orders>=3    | 'shop' is no kind: before the slash stands migration or schema",
      "Migration/orders  | 'Migration' is no kind",
      "/orders           | '' is no kind",
      "schema/           | '' is no object's name",
      ">=3               | '' is no object's name",
      "cluster:          | '' is no object's name",
      "global:orders>=3  | 'global:orders' is no object's name",
      "orders@3          | '3' is no digest",
      "orders@sha256:0a  | 'sha256:0a' is no digest",
      "orders,           | a comma with nothing beside it",
      ",orders           | a comma with nothing beside it",
      "orders>=3;a>=4    | '3;a>=4' is no version",
  })
  void saysWhereItIsWrongAndWhatToWrite(String text, String why) {
    assertThatThrownBy(() -> Requirements.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text.strip() + "'")
        .hasMessageContaining(why)
        .hasMessageContaining("write ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void anEmptyOneSaysWhatToWrite(String text) {
    assertThatThrownBy(() -> Requirements.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("orders>=3");
  }

  @Test
  void areBounded() {
    var many = String.join(",", Collections.nCopies(33, "orders"));
    assertThatThrownBy(() -> Requirements.parse(many)).hasMessageContaining("33 requirements").hasMessageContaining("32");
    assertThatThrownBy(() -> Requirements.parse("a".repeat(254))).hasMessageContaining("no object's name");
    assertThat(Requirements.parse("a".repeat(253)).all()).hasSize(1);
  }

  @Property
  void whatIsWrittenIsReadAgain(@ForAll("requirements") List<Requirement> all) {
    var written = new Requirements(all);
    assertThat(Requirements.parse(written.toString())).isEqualTo(written);
  }

  @Property
  void blanksDoNotCount(@ForAll("requirements") List<Requirement> all, @ForAll("blanks") String blank) {
    var written = new Requirements(all);
    var spread = written.toString().replaceAll(">=|@|,|/|cluster:", blank + "$0" + blank);
    assertThat(Requirements.parse(blank + spread.replace(blank + blank + "cluster:", blank + "cluster:") + blank)).isEqualTo(written);
  }

  @Property(tries = 5000)
  void anyTextIsReadOrRefusedWithAMessage(@ForAll("texts") String text) {
    try {
      assertThat(Requirements.parse(Requirements.parse(text).toString())).isEqualTo(Requirements.parse(text));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("write ");
    }
  }

  @Provide
  Arbitrary<List<Requirement>> requirements() {
    var part = Arbitraries.strings().withCharRange('a', 'z').withCharRange('0', '9').ofMinLength(1).ofMaxLength(8);
    var name = part.list().ofMinSize(1).ofMaxSize(3).flatMap(p -> Arbitraries.of(".", "-").map(s -> String.join(s, p)));
    var version = Arbitraries.integers().between(0, 20260101).list().ofMinSize(1).ofMaxSize(3)
        .map(p -> String.join(".", p.stream().map(String::valueOf).toList()));
    var digest = Arbitraries.strings().withCharRange('a', 'f').withCharRange('0', '9').ofLength(64).map("sha256:"::concat);
    Arbitrary<Need> need =
        Arbitraries.oneOf(
            version.map(v -> (Need) new Need.AtLeast(Version.parse(v))),
            digest.map(d -> (Need) new Need.Files(d)),
            Arbitraries.just(new Need.Everything()));
    var kind = Arbitraries.of(RequiredKind.class).optional();
    return Combinators.combine(Arbitraries.of(true, false), kind, name, need).as(Requirement::new).list().ofMinSize(1).ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.of("", " ", "  ", "\t", "\n");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("orders", "3", ">=", ">", "@", ",", "/", "schema", "cluster:", " ", "-", ".", "sha256:", "A", "é", "migration", "_")
        .list().ofMaxSize(7).map(p -> String.join("", p));
  }
}
