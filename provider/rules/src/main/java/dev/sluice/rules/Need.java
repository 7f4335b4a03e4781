package dev.sluice.rules;

import java.util.Objects;
import java.util.regex.Pattern;

/** How far a Migration or Schema must have come. */
public sealed interface Need {

  /** That version or a newer one is applied, and nothing up to it is pending. */
  record AtLeast(Version version) implements Need {
    public AtLeast {
      Objects.requireNonNull(version, "version");
    }

    @Override
    public String toString() {
      return ">=" + version;
    }
  }

  /**
   * Exactly those files were applied completely, now or in one of the remembered runs.
   *
   * @param digest as {@link SourceDigest} writes it
   */
  record Files(String digest) implements Need {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws IllegalArgumentException where the text is no digest */
    public Files {
      if (!DIGEST.matcher(digest).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no digest: write sha256: and 64 lower-case hexadecimal digits, as in status.atProvider.sourceDigest".formatted(digest));
      }
    }

    @Override
    public String toString() {
      return "@" + digest;
    }
  }

  /** Whatever the manifest asks for, as it is now: nothing is pending. */
  record Everything() implements Need {
    @Override
    public String toString() {
      return "";
    }
  }
}
