package dev.sluice.local.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagedResourcesTest {
  @ParameterizedTest
  @CsvSource({"2,2,True,true", "2,1,True,false", "2,2,False,false", "1,-1,'',false"})
  void readyMeansReadyForTheNewestGeneration(String generation, String observed, String status, boolean ready) {
    String record = String.join("\t", "Migration orders", generation, observed, status, "Ready=" + status + " Reason: text; ");

    assertThat(ManagedResources.parse(record))
        .isEqualTo(new ManagedResources.Resource("Migration orders", ready, false, "Ready=" + status + " Reason: text;"));
  }

  @ParameterizedTest
  @CsvSource({"2,2,Stalled=True,true", "2,1,Stalled=True,false", "2,2,Stalled=False,false"})
  void stalledCountsForTheNewestGenerationOnly(String generation, String observed, String condition, boolean stalled) {
    String record = String.join("\t", "Migration orders", generation, observed, "False", condition + " Permanent: text; ");

    assertThat(ManagedResources.parse(record).stalled()).isEqualTo(stalled);
  }

  @Test
  void aTableThatDiffersInAgesOnlyIsTheSame() {
    assertThat(ManagedResources.withoutAges("NAME   READY  AGE\norders True   9s\n"))
        .isEqualTo(ManagedResources.withoutAges("NAME   READY  AGE\norders True   10s\n"));
  }

  @Test
  void rowsStandInColumns() {
    assertThat(TableRows.columns(List.of(List.of("id", "item"), List.of("1", "a longer text"), List.of("200", "x"))))
        .isEqualTo("id    item\n1     a longer text\n200   x");
  }
}
