package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgreSqlOptionsTest {

  @Test
  void nothingAskedForIsNothingButClosedToThePublic() {
    PostgreSqlOptions options = PostgreSqlOptions.of(Map.of());
    assertThat(options.revokesPublicAccess()).isTrue();
    assertThat(options.needsEmptyTemplate()).isFalse();
    assertThat(options.allowConnections()).isEmpty();
  }

  @Test
  void everyFieldIsRead() {
    assertThat(
            PostgreSqlOptions.of(
                Map.of("template", "t", "encoding", "UTF8", "lcCollate", "C", "lcCType", "C", "localeProvider", "icu", "icuLocale", "en",
                    "tablespace", "s", "allowConnections", false, "isTemplate", true, "publicAccess", "Keep")))
        .isEqualTo(
            new PostgreSqlOptions(
                Optional.of("t"), Optional.of("UTF8"), Optional.of("C"), Optional.of("C"), Optional.of("icu"), Optional.of("en"),
                Optional.of("s"), Optional.of(false), Optional.of(true), false));
  }

  @Test
  void whatIsWrongIsNamed() {
    Map<String, Object> wrong =
        Map.of("nonsense", 1, "template", 7, "encoding", "", "allowConnections", "yes", "isTemplate", 1, "publicAccess", "Maybe",
            "localeProvider", "glibc", "icuLocale", "en");
    wrong.forEach((field, value) -> {
      Failure failure = Servers.failureOf(() -> PostgreSqlOptions.of(Map.of(field, value)));
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SPEC);
      assertThat(failure.message()).startsWith("spec.forProvider.postgresql." + field + " ");
    });
  }

  @ParameterizedTest
  @CsvSource({
    "en_US.utf8, en_US.UTF-8, true", "en_US.UTF8, EN_us.utf-8, true", "C, POSIX, true", "C, C.UTF-8, false",
    "de_DE@euro, de_DE@EURO, true", "de_DE.utf8@euro, de_DE.UTF-8@euro, true", "de_DE.utf8@euro, de_DE.utf8, false", "en_US, en_GB, false",
    "en_US.iso88591, en_US.ISO-8859-1, true"
  })
  void localesAreComparedByMeaning(String one, String other, boolean same) {
    assertThat(LocaleName.same(one, other)).isEqualTo(same);
  }
}
