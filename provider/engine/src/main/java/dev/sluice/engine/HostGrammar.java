package dev.sluice.engine;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** What may stand where a host is meant: a name, an IPv4 or an IPv6 address, and nothing that a driver could misread. */
public final class HostGrammar {
  // Underscores aren't in the standard, yet in names that resolve.
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}\\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private HostGrammar() {}

  public static boolean accepts(String host) {
    return NAME.matcher(host).matches() || isIpv6(host);
  }

  private static boolean isIpv6(String host) {
    if (host.indexOf(':') < 0 || !IPV6.matcher(host).matches()) {
      return false;
    }
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
