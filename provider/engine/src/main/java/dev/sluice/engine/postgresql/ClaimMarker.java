package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.Claim;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database's comment: what people wrote, then who claims it, such as
 * {@code Orders of the shop [sluice made uid=6f1c... holder=db.m.sluice.dev/Database/shop/orders]}.
 *
 * @param turned when the password of a role was changed last
 * @param unfinished the database is ours, and something of its creation is still to do; written {@code making}
 */
record ClaimMarker(String text, Optional<Claim> claim, boolean unfinished, Optional<Instant> turned) {
  private static final Pattern MARKER = Pattern.compile("(?:^| )\\[sluice (made|making|adopted) uid=([^ \\]]*) holder=([^ \\]]*)(?: turned=([-0-9TZ:.]+))?]\\z");

  ClaimMarker(String text, Optional<Claim> claim, boolean unfinished) {
    this(text, claim, unfinished, Optional.empty());
  }


  static ClaimMarker parse(Optional<String> comment) {
    String all = comment.orElse("");
    // The last bracket is ours: what people wrote may hold any number of others.
    Matcher marker = MARKER.matcher(all).region(Math.max(0, all.lastIndexOf('[') - 1), all.length());
    marker.useAnchoringBounds(false);
    if (!marker.find()) {
      return new ClaimMarker(all, Optional.empty(), false);
    }
    Claim claim = new Claim(decoded(marker.group(2)), decoded(marker.group(3)), !marker.group(1).equals("adopted"));
    return new ClaimMarker(all.substring(0, marker.start()), Optional.of(claim), marker.group(1).equals("making"), instant(marker.group(4)));
  }

  ClaimMarker finished(Claim by) {
    return new ClaimMarker(text, Optional.of(by), false, turned);
  }

  ClaimMarker turned(Optional<Instant> at) {
    return new ClaimMarker(text, claim, unfinished, at);
  }

  ClaimMarker unfinished(Claim by) {
    return new ClaimMarker(text, Optional.of(by), true);
  }

  String comment() {
    return claim.map(c -> text + (text.isEmpty() ? "" : " ") + bracket(c)).orElse(text);
  }

  private String bracket(Claim claim) {
    String how = !claim.made() ? "adopted" : unfinished ? "making" : "made";
    return "[sluice " + how + " uid=" + encoded(claim.uid()) + " holder=" + encoded(claim.holder()) + turned.map(at -> " turned=" + at).orElse("") + "]";
  }

  static Optional<Instant> instant(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
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
