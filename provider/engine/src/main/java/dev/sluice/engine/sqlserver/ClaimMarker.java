package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.Claim;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who claims a database, or a role or user in one, as one of its extended properties, such as
 * {@code made uid=6f1c... holder=db.m.sluice.dev/Database/shop/orders}.
 *
 * @param present whether there is such a property, whatever it says
 * @param turned when the password of a user was made
 */
record ClaimMarker(boolean present, Optional<Claim> claim, Optional<Instant> turned) {
  static final String PROPERTY = "sluice_claim";
  private static final Pattern VALUE = Pattern.compile("(made|adopted) uid=([^ ]*) holder=([^ ]*)(?: turned=([^ ]*))?");

  ClaimMarker(boolean present, Optional<Claim> claim) {
    this(present, claim, Optional.empty());
  }

  static ClaimMarker parse(Optional<String> property) {
    Optional<Matcher> found = property.map(VALUE::matcher).filter(Matcher::matches);
    return new ClaimMarker(
        property.isPresent(),
        found.map(value -> new Claim(decoded(value.group(2)), decoded(value.group(3)), value.group(1).equals("made"))),
        found.map(value -> value.group(4)).flatMap(ClaimMarker::instant));
  }

  static String value(Claim claim) {
    return (claim.made() ? "made" : "adopted") + " uid=" + encoded(claim.uid()) + " holder=" + encoded(claim.holder());
  }

  /** The statement that records a claim in place of what is there; as the owner, for the database may have triggers. */
  String recording(String database, Claim claim) {
    return Reach.across(database, "EXECUTE AS USER = N'dbo'; " + procedure(value(claim), ""));
  }

  /** Inside the database. @param principal a role or user there */
  String recording(Claim claim, Optional<Instant> at, String principal) {
    String value = value(claim) + at.map(time -> " turned=" + time).orElse("");
    return procedure(value, ", @level0type = N'USER', @level0name = " + Quoting.literal(principal));
  }

  private String procedure(String value, String on) {
    return "EXEC sys." + (present ? "sp_updateextendedproperty" : "sp_addextendedproperty") + " @name = " + Quoting.literal(PROPERTY)
        + ", @value = " + Quoting.literal(value) + on;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("%2F", "/").replace("%3A", ":");
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
