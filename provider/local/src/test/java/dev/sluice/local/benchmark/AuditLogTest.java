package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final Instant FROM = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-01-01T11:00:00Z");

  @TempDir
  private Path folder;

  @Test
  void countsOnesOwnRequestsOfThatTimeByVerbAndResource() throws Exception {
    Files.write(folder.resolve("audit-2026-01-01.log"), List.of(event("provider", "patch", "databases", "status", 200, "10:00:00.5")));
    Files.write(folder.resolve("audit.log"), List.of(
        event("provider", "patch", "databases", "status", 200, "10:10:00"),
        event("provider", "patch", "databases", "status", 409, "10:11:00"),
        event("provider", "get", "secrets", "", 200, "10:12:00"),
        event("provider", "watch", "secrets", "", 200, "10:13:00"),
        event("provider", "create", "events", "", 201, "09:59:59"),
        event("provider", "create", "events", "", 201, "11:00:00"),
        event("another", "create", "events", "", 201, "10:14:00"),
        "{\"half a line of provider"));

    Requests requests = new AuditLog(folder.resolve("audit.log"), "provider").between(FROM, UNTIL);

    assertThat(requests.all()).isEqualTo(
        "4 (get secrets 1, patch databases/status 2, patch databases/status [409] 1), 3 of them writes");
    assertThat(requests.per(2)).startsWith("2.00 (get secrets 0.50,");
  }

  private static String event(String user, String verb, String resource, String subresource, int code, String time) {
    return """
        {"stage":"ResponseComplete","verb":"%s","user":{"username":"%s"},"objectRef":{"resource":"%s","subresource":"%s"},\
        "responseStatus":{"code":%d},"requestReceivedTimestamp":"2026-01-01T%sZ"}"""
        .formatted(verb, user, resource, subresource, code, time);
  }
}
