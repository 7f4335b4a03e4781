package dev.sluice.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class SharedServersIT {
  @Test
  void everyTestGetsTheSameRunningControlPlane(ControlPlane one, ControlPlane same) {
    assertThat(one).isSameAs(same);
    assertThat(one.kubectl("get", "namespaces").orThrow().stdout()).contains("default");
    assertThat(one.auditLog()).isPresent();
  }

  @Test
  void everyMajorIsOneServer(
      @PostgreSql(major = 14) EmbeddedPostgreSql oldest, @PostgreSql EmbeddedPostgreSql newest, @PostgreSql EmbeddedPostgreSql same)
      throws SQLException {
    assertThat(newest).isSameAs(same);
    try (Connection one = oldest.connect("postgres"); Connection other = newest.connect("postgres")) {
      assertThat(one.getMetaData().getDatabaseMajorVersion()).isEqualTo(14);
      assertThat(other.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
    }
  }
}
