package dev.sluice.engine.sqlserver;

import dev.sluice.engine.database.Claim;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who claims a database, as one of its extended properties, such as
 * {@code made uid=6f1c... holder=db.m.sluice.dev/Database/shop/orders}.
 *
 * @param present whether there is such a property, whatever it says
 */
record ClaimMarker(boolean present, Optional<Claim> claim) {
  static final String PROPERTY = "sluice_claim";
  private static final Pattern VALUE = Pattern.compile("(made|adopted) uid=([^ ]*) holder=([^ ]*)");

  static ClaimMarker parse(Optional<String> property) {
    Optional<Claim> claim =
        property.map(VALUE::matcher)
            .filter(Matcher::matches)
            .map(value -> new Claim(decoded(value.group(2)), decoded(value.group(3)), value.group(1).equals("made")));
    return new ClaimMarker(property.isPresent(), claim);
  }

  static String value(Claim claim) {
    return (claim.made() ? "made" : "adopted") + " uid=" + encoded(claim.uid()) + " holder=" + encoded(claim.holder());
  }

  /** The statement that records a claim in place of what is there. */
  String recording(String database, Claim claim) {
    String procedure = present ? "sp_updateextendedproperty" : "sp_addextendedproperty";
    return "EXEC " + Quoting.identifier(database) + ".sys." + procedure + " @name = " + Quoting.literal(PROPERTY)
        + ", @value = " + Quoting.literal(value(claim));
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
