package roomtone.manager.decode;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a walk over the frames of an MP3 file finds.
 *
 * @param first the header of the first frame
 * @param info of the encoder; null when the file has none
 * @param frames of sound
 * @param cut whether the last frame ends too early
 */
record Mp3Outline(MpegHeader first, Mp3Info info, long frames, boolean cut) {

  /**
   * The share of the announced frames that a complete file has at least: editors cut a file without
   * correcting the announcement.
   */
  private static final double MIN_COMPLETE = 0.95;

  static Mp3Outline of(Path path) throws IOException, AudioUnreadable {
    try (Mp3Scan scan = Mp3Scan.open(path)) {
      byte[] frame = new byte[Mp3Scan.MAX_FRAME];
      int length = scan.next(frame);
      if (length < 0) {
        throw AudioUnreadable.noAudio("unknown data");
      }
      Mp3Info info = Mp3Info.in(frame, length, scan.first());
      long frames = info == null ? 1 : 0;
      while (scan.next(frame) > 0) {
        frames++;
      }
      if (frames == 0) {
        throw scan.cut() ? AudioUnreadable.truncated("MP3") : AudioUnreadable.empty();
      }
      return new Mp3Outline(scan.first(), info, frames, scan.cut());
    }
  }

  /** Whether frames are missing. */
  boolean broken() {
    return cut || (info != null && frames < info.frames() * MIN_COMPLETE);
  }

  /** The first frame of sound, in frames that the decoder delivers. */
  long start() {
    return info == null ? 0 : Math.min(info.delay(), end());
  }

  /** The end of the sound, in frames that the decoder delivers. */
  long end() {
    long all = frames * first.samples();
    return info == null || broken() ? all : Math.max(0, all - info.padding());
  }
}
