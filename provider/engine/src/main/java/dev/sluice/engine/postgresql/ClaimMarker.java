package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.Claim;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database's comment: what people wrote, then who claims it, such as
 * {@code Orders of the shop [sluice made uid=6f1c... holder=db.m.sluice.dev/Database/shop/orders]}.
 *
 * @param unfinished the database is ours, and something of its creation is still to do; written {@code making}
 */
record ClaimMarker(String text, Optional<Claim> claim, boolean unfinished) {
  private static final Pattern MARKER = Pattern.compile("(?:^| )\\[sluice (made|making|adopted) uid=([^ \\]]*) holder=([^ \\]]*)]\\z");

  static ClaimMarker parse(Optional<String> comment) {
    String all = comment.orElse("");
    // The last bracket is ours: what people wrote may hold any number of others.
    Matcher marker = MARKER.matcher(all).region(Math.max(0, all.lastIndexOf('[') - 1), all.length());
    marker.useAnchoringBounds(false);
    if (!marker.find()) {
      return new ClaimMarker(all, Optional.empty(), false);
    }
    Claim claim = new Claim(decoded(marker.group(2)), decoded(marker.group(3)), !marker.group(1).equals("adopted"));
    return new ClaimMarker(all.substring(0, marker.start()), Optional.of(claim), marker.group(1).equals("making"));
  }

  ClaimMarker finished(Claim by) {
    return new ClaimMarker(text, Optional.of(by), false);
  }

  ClaimMarker unfinished(Claim by) {
    return new ClaimMarker(text, Optional.of(by), true);
  }

  String comment() {
    return claim.map(c -> text + (text.isEmpty() ? "" : " ") + bracket(c)).orElse(text);
  }

  private String bracket(Claim claim) {
    String how = !claim.made() ? "adopted" : unfinished ? "making" : "made";
    return "[sluice " + how + " uid=" + encoded(claim.uid()) + " holder=" + encoded(claim.holder()) + "]";
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
