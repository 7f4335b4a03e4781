package dev.sluice.controller.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.EngineException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*       | anything at all | true",
        "*       | a/b\\c          | true",
        "shop_*  | shop_           | true",
        "shop_*  | shop_orders     | true",
        "shop_*  | shop            | false",
        "shop_*  | xshop_orders    | false",
        "shop_*  | SHOP_orders     | false",
        "*_shop  | orders_shop     | true",
        "*_shop  | orders_shopx    | false",
        "a*b*c   | abc             | true",
        "a*b*c   | a1b2b3c         | true",
        "a*b*c   | a1c             | false",
        "a**c    | ac              | true",
        "a.c     | abc             | false",
        "a.c     | a.c             | true",
        "a+      | aa              | false",
        "[ab]    | a               | false",
        "\\Ea.*\\Q | axxx          | false",
        "\\Ea*   | \\Eaxxx         | true",
        "(?i)a   | A               | false",
        "a       | a               | true",
        "``      | a               | false",
      })
  void onlyTheStarStandsForMore(String pattern, String name, boolean allowed) {
    var rules = rules(List.of(pattern == null ? "" : pattern));
    if (allowed) {
      assertThatCode(() -> rules.checkDatabase(name)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rules.checkDatabase(name)).isInstanceOf(EngineException.class).hasMessageContaining("allow.databaseNames").hasMessageContaining(name);
    }
  }

  @Test
  void lineBreaksAndBlanksAreText() {
    assertThatCode(() -> rules(List.of("a*c")).checkDatabase("a\n\r\0c")).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules(List.of("a")).checkDatabase("a\n")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> rules(List.of("a")).checkDatabase("a ")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> rules(List.of("a ")).checkDatabase("a")).isInstanceOf(EngineException.class);
  }

  @Test
  void aNamespaceIsPutInForItsPlaceholder() {
    assertThat(NameRules.patterns(null, List.of("{namespace}_*"), Optional.of("shop"))).containsExactly("shop_*");
    assertThat(NameRules.patterns(List.of("x_{namespace}"), List.of(), Optional.of("shop"))).containsExactly("x_shop");
    assertThat(NameRules.patterns(List.of(), List.of("*"), Optional.of("shop"))).isEmpty();
  }

  @Test
  void aResourceWithoutANameGetsTheFirstPattern() {
    assertThat(rules(List.of("shop_*", "other_*")).databaseNamed("orders")).isEqualTo("shop_orders");
    assertThat(rules(List.of("*")).databaseNamed("orders")).isEqualTo("orders");
  }

  private static NameRules rules(List<String> patterns) {
    return new NameRules("ProviderConfig shop/default", patterns, List.of(), List.of());
  }
}
