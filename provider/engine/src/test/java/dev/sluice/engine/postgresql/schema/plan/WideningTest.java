package dev.sluice.engine.postgresql.schema.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "character varying(10) | character varying(20) | false", "character varying(20) | character varying(10) | true", "character varying(10) | text | false",
    "text | character varying | false", "text | character varying(10) | true", "numeric(8,2) | numeric(10,2) | false", "numeric(8,2) | numeric(10,3) | true",
    "numeric(8,2) | numeric | false", "integer | bigint | true", "character(3) | character(5) | true",
    "timestamp without time zone | timestamp with time zone | true", "public.mood | text | true"
  })
  void rowsAreWrittenAnewUnlessAllThatWasValidStays(String from, String to, boolean rewrites) {
    assertThat(Widening.rewrites(column(from), column(to))).isEqualTo(rewrites);
  }

  private static Item.Column column(String type) {
    return new Item.Column(
        new Id(Kind.COLUMN, "public", "t", "a"), 1, type, "", false, Item.Column.NotNull.STANDARD, Optional.empty(), Optional.empty(), "", "", -1, false, true, List.of(), List.of());
  }
}
