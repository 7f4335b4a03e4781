package dev.sluice.engine.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The little of ASN.1's DER that wraps an older key format into PKCS#8. */
final class Der {
  static final int SEQUENCE = 0x30;
  static final int OCTETS = 0x04;
  static final byte[] ZERO = {0x02, 0x01, 0x00};
  static final byte[] RSA_ALGORITHM = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
  };
  static final byte[] EC_IDENTIFIER = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
  private static final int CURVE_PARAMETERS = 0xa0;

  private Der() {}

  static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length < 0x80) {
      element.write(length);
    } else if (length < 0x100) {
      element.write(0x81);
      element.write(length);
    } else {
      element.write(0x82);
      element.write(length >> 8);
      element.write(length);
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  /** The curve that a SEC 1 private key names: SEQUENCE { version, key, [0] curve, ... }. */
  static byte[] curveOf(byte[] sec1) {
    int at = header(sec1, 0);
    while (at < sec1.length) {
      int content = header(sec1, at);
      int end = content + length(sec1, at);
      if ((sec1[at] & 0xff) == CURVE_PARAMETERS) {
        return Arrays.copyOfRange(sec1, content, end);
      }
      at = end;
    }
    throw new IllegalArgumentException("the key doesn't name its curve");
  }

  private static int header(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }
}
