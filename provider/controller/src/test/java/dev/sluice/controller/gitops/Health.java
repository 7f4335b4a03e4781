package dev.sluice.controller.gitops;

import java.util.Map;

/** What a health script answers. */
public record Health(Code status, String message) {

  /** As Argo CD spells them; anything else is Unknown to it. */
  public enum Code {
    Healthy,
    Progressing,
    Suspended,
    Degraded,
    Missing,
    Unknown
  }

  static Health of(Object answer) {
    var map = (Map<?, ?>) answer;
    return new Health(Code.valueOf(map.get("status").toString()), map.get("message") == null ? "" : map.get("message").toString());
  }
}
