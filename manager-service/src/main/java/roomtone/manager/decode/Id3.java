package roomtone.manager.decode;

/**
 * The header of an ID3v2 tag, which may stand before the sound of any file.
 *
 * @see "ID3 tag version 2.4.0, 3.1 and 3.4"
 */
public final class Id3 {

  /** The length of a tag's own header. */
  public static final int HEADER_BYTES = 10;

  private static final int FOOTER = 0x10;

  private Id3() {}

  /**
   * The length of a tag: its header, what the header states in four bytes of seven bits, and the
   * footer where there is one.
   *
   * @param start the first bytes of a file
   * @return bytes; 0 when no tag begins here
   */
  public static long length(byte[] start) {
    if (start.length < HEADER_BYTES || start[0] != 'I' || start[1] != 'D' || start[2] != '3') {
      return 0;
    }
    long body = 0;
    for (int i = 6; i < HEADER_BYTES; i++) {
      body = body << 7 | (start[i] & 0x7f);
    }
    return HEADER_BYTES + body + ((start[5] & FOOTER) != 0 ? HEADER_BYTES : 0);
  }
}
