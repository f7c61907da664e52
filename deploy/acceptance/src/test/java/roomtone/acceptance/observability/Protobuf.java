package roomtone.acceptance.observability;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of Protocol Buffers, read without its description.
 *
 * @param fields the values by the number of their field: a {@link Long}, or a {@code byte[]} for
 *     texts, bytes and messages
 */
record Protobuf(Map<Integer, List<Object>> fields) {

  static Protobuf parse(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new TreeMap<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      Object value =
          switch (tag & 7) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in);
            case 5 -> (long) in.getInt();
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      fields.computeIfAbsent(tag >>> 3, number -> new ArrayList<>()).add(value);
    }
    return new Protobuf(fields);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  List<Protobuf> messages(int number) {
    return fields.getOrDefault(number, List.of()).stream()
        .map(value -> parse((byte[]) value))
        .toList();
  }

  /** Returns a text; empty when there is none. */
  String text(int number) {
    return new String(only(number), StandardCharsets.UTF_8);
  }

  /** Returns bytes in hexadecimal digits; empty when there are none. */
  String hex(int number) {
    return HexFormat.of().formatHex(only(number));
  }

  /** Returns a number; 0 when there is none. */
  long number(int number) {
    return (Long) fields.getOrDefault(number, List.of(0L)).getFirst();
  }

  private byte[] only(int number) {
    return (byte[]) fields.getOrDefault(number, List.of(new byte[0])).getFirst();
  }
}
