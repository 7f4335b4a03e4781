package dev.sluice.local.mysqlfamily;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code libaio.so.1} for servers that are linked against it and told not to use it ({@code innodb-use-native-aio=OFF}):
 * many systems come without, and newer ones under another name. Each of its functions says "not implemented".
 *
 * <p>The file is an ELF image for x86-64 of two pages: read-only tables and code, then the dynamic section, which the
 * loader writes to.
 */
public final class AioLibrary {
  private static final String NAME = "libaio.so.1";
  private static final List<String> VERSIONS = List.of("LIBAIO_0.1", "LIBAIO_0.4", "LIBAIO_0.5");
  private static final List<String> FUNCTIONS = List.of(
      "io_setup", "io_destroy", "io_submit", "io_getevents", "io_pgetevents", "io_cancel", "io_queue_init", "io_queue_release",
      "io_queue_run", "io_queue_wait");
  /** {@code mov eax, -38; ret}: ENOSYS. */
  private static final byte[] NOT_IMPLEMENTED = {(byte) 0xb8, (byte) 0xda, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xc3};

  private static final int PAGE = 4096;
  private static final int HEADERS = 64 + 4 * 56;
  private static final short GLOBAL_FUNCTION = 0x12;

  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private final ByteBuffer image = ByteBuffer.allocate(2 * PAGE).order(ByteOrder.LITTLE_ENDIAN);

  private AioLibrary() {
    names.write(0);
  }

  public static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(NAME), new AioLibrary().bytes());
  }

  private record Symbol(int name, int version) {}

  private byte[] bytes() {
    // Version 1 is the library itself; each function is there in every version.
    List<Symbol> symbols = new ArrayList<>();
    for (String function : FUNCTIONS) {
      int name = name(function);
      for (int version = 0; version < VERSIONS.size(); version++) {
        symbols.add(new Symbol(name, version + 2));
      }
    }
    int own = name(NAME);
    List<Integer> versions = VERSIONS.stream().map(this::name).toList();

    image.position(HEADERS);
    int code = image.position();
    image.put(NOT_IMPLEMENTED);
    int hash = hashTable(symbols.size() + 1);
    int table = symbolTable(symbols, code);
    int symbolVersions = symbolVersions(symbols);
    int definitions = versionDefinitions(own, versions);
    int strings = image.position();
    image.put(names.toByteArray());
    int end = image.position();

    image.position(PAGE);
    long[][] dynamic = {
        {14, own}, {4, hash}, {5, strings}, {6, table}, {10, names.size()}, {11, 24}, {0x6ffffff0L, symbolVersions},
        {0x6ffffffcL, definitions}, {0x6ffffffdL, versions.size() + 1}, {0, 0}};
    for (long[] entry : dynamic) {
      image.putLong(entry[0]).putLong(entry[1]);
    }
    headers(end, dynamic.length * 16);
    return image.array();
  }

  private void headers(int end, int dynamic) {
    image.position(0);
    image.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    image.putShort((short) 3).putShort((short) 62).putInt(1).putLong(0).putLong(64).putLong(0).putInt(0);
    image.putShort((short) 64).putShort((short) 56).putShort((short) 4).putShort((short) 64).putShort((short) 0).putShort((short) 0);
    segment(1, 5, 0, end, PAGE);
    segment(1, 6, PAGE, dynamic, PAGE);
    segment(2, 6, PAGE, dynamic, 8);
    // No executable stack is wanted.
    segment(0x6474e551, 6, 0, 0, 16);
  }

  private void segment(int type, int flags, long offset, long size, long alignment) {
    image.putInt(type).putInt(flags).putLong(offset).putLong(offset).putLong(offset).putLong(size).putLong(size).putLong(alignment);
  }

  /** One bucket: all symbols in one chain. */
  private int hashTable(int count) {
    int start = align(8);
    image.putInt(1).putInt(count).putInt(1).putInt(0);
    for (int i = 1; i < count; i++) {
      image.putInt(i + 1 < count ? i + 1 : 0);
    }
    return start;
  }

  private int symbolTable(List<Symbol> symbols, int code) {
    int start = align(8);
    image.position(start + 24);
    for (Symbol symbol : symbols) {
      image.putInt(symbol.name()).putShort(GLOBAL_FUNCTION).putShort((short) 1).putLong(code).putLong(NOT_IMPLEMENTED.length);
    }
    return start;
  }

  private int symbolVersions(List<Symbol> symbols) {
    int start = align(2);
    image.putShort((short) 0);
    symbols.forEach(symbol -> image.putShort((short) symbol.version()));
    return start;
  }

  private int versionDefinitions(int own, List<Integer> versions) {
    int start = align(8);
    definition(1, 1, NAME, own, false);
    for (int i = 0; i < versions.size(); i++) {
      definition(0, i + 2, VERSIONS.get(i), versions.get(i), i + 1 == versions.size());
    }
    return start;
  }

  private void definition(int flags, int index, String name, int offset, boolean last) {
    image.putShort((short) 1).putShort((short) flags).putShort((short) index).putShort((short) 1);
    image.putInt(hash(name)).putInt(20).putInt(last ? 0 : 28).putInt(offset).putInt(0);
  }

  private int align(int to) {
    image.position((image.position() + to - 1) / to * to);
    return image.position();
  }

  private int name(String text) {
    int offset = names.size();
    names.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    names.write(0);
    return offset;
  }

  /** As the ELF specification has it. */
  private static int hash(String name) {
    int hash = 0;
    for (char letter : name.toCharArray()) {
      hash = (hash << 4) + letter;
      int high = hash & 0xf0000000;
      hash = (hash ^ high >>> 24) & ~high;
    }
    return hash;
  }
}
