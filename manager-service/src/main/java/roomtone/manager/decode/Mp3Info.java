package roomtone.manager.decode;

/**
 * The information that an encoder writes into a silent first frame: how many frames follow, and how
 * much silence it added before and after the sound.
 *
 * @param frames frames of bytes that follow, 0: not stated
 * @param delay frames of sound to drop at the start, the decoder's own delay included
 * @param padding frames of sound to drop at the end
 * @see "Xing VBR header and LAME info tag, revision 1"
 */
record Mp3Info(long frames, int delay, int padding) {

  /** The delay of every decoder of layer III, in frames of sound. */
  static final int DECODER_DELAY = 529;

  /** The information in a frame; null when it is a frame of sound. */
  static Mp3Info in(byte[] frame, int length, MpegHeader header) {
    int mark = header.infoOffset();
    if (mark + 8 > length) {
      return null;
    }
    if (!is(frame, mark, "Xing") && !is(frame, mark, "Info")) {
      // The older header of another encoder always stands 32 bytes after the frame's own.
      return 36 + 26 <= length && is(frame, 36, "VBRI")
          ? new Mp3Info(number(frame, 36 + 14), 0, 0)
          : null;
    }
    int flags = number(frame, mark + 4);
    int at = mark + 8;
    long frames = 0;
    if ((flags & 1) != 0 && at + 4 <= length) {
      frames = number(frame, at) & 0xffff_ffffL;
      at += 4;
    }
    at += ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
    if (at + 24 > length || frame[at] == 0) {
      return new Mp3Info(frames, 0, 0);
    }
    // Nine bytes of the encoder's name and twelve of settings, then twice twelve bits.
    int gaps = number(frame, at + 20);
    int delay = gaps >>> 12 & 0xfff;
    int padding = gaps & 0xfff;
    return new Mp3Info(frames, delay + DECODER_DELAY, Math.max(0, padding - DECODER_DELAY));
  }

  private static boolean is(byte[] frame, int offset, String mark) {
    for (int i = 0; i < 4; i++) {
      if (frame[offset + i] != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] frame, int offset) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | (frame[offset + i] & 0xff);
    }
    return value;
  }
}
