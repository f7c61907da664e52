package roomtone.manager.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kinds of file that are decoded, told apart by their content and never by their name. */
enum AudioFormat {
  WAV,
  MP3,
  FLAC,
  OGG_VORBIS;

  private static final int HEAD = 4096;

  /**
   * Opens a file as decoded sound.
   *
   * @throws AudioUnreadable saying what the file is instead, or what is wrong with it
   */
  static FrameSource open(Path file) throws IOException, AudioUnreadable {
    byte[] head = head(file);
    if (head.length == 0) {
      throw AudioUnreadable.empty();
    }
    return switch (recognise(head, file)) {
      case WAV -> WavFrames.open(file);
      case FLAC -> FlacFrames.open(file);
      case OGG_VORBIS -> VorbisFrames.open(file);
      case MP3 -> Mp3Frames.open(file);
    };
  }

  private static AudioFormat recognise(byte[] head, Path file) throws IOException, AudioUnreadable {
    if ((at(head, 0, "RIFF") || at(head, 0, "RF64") || at(head, 0, "BW64"))
        && at(head, 8, "WAVE")) {
      return WAV;
    }
    if (at(head, 0, "fLaC")) {
      return FLAC;
    }
    if (at(head, 0, "OggS")) {
      return inOgg(head);
    }
    if (at(head, 0, "ID3")) {
      // A tag may stand before FLAC as well, and may be longer than any head that one would read.
      return at(headAfterTag(file, head), 0, "fLaC") ? FLAC : MP3;
    }
    refuseByName(head);
    return MP3;
  }

  private static AudioFormat inOgg(byte[] head) throws AudioUnreadable {
    if (head.length < 28) {
      throw AudioUnreadable.truncated("OGG");
    }
    int packet = 27 + (head[26] & 0xff);
    if (at(head, packet, "\u0001vorbis") || at(head, packet, "fishead")) {
      return OGG_VORBIS;
    }
    if (at(head, packet, "OpusHead")) {
      throw AudioUnreadable.unsupported("Opus in an Ogg file");
    }
    if (at(head, packet, "\u007fFLAC")) {
      throw AudioUnreadable.unsupported("FLAC in an Ogg file");
    }
    if (at(head, packet, "Speex")) {
      throw AudioUnreadable.unsupported("Speex in an Ogg file");
    }
    throw AudioUnreadable.unsupported("an Ogg file without Vorbis sound");
  }

  private static void refuseByName(byte[] head) throws AudioUnreadable {
    if (at(head, 4, "ftyp")) {
      throw AudioUnreadable.unsupported("an MP4 file (AAC or ALAC)");
    }
    if (at(head, 0, "FORM") && at(head, 8, "AIF")) {
      throw AudioUnreadable.unsupported("an AIFF file");
    }
    if (at(head, 0, "0&²u\u008ef")) {
      throw AudioUnreadable.unsupported("a Windows Media file");
    }
    if (at(head, 0, "MThd")) {
      throw AudioUnreadable.unsupported("a MIDI file");
    }
    if (at(head, 0, "caff")) {
      throw AudioUnreadable.unsupported("a CAF file");
    }
    if (at(head, 0, "\u001aEß£")) {
      throw AudioUnreadable.unsupported("a Matroska or WebM file");
    }
    if (head.length > 1 && head[0] == (byte) 0xff && (head[1] & 0xf6) == 0xf0) {
      throw AudioUnreadable.unsupported("an AAC file");
    }
    if (head.length > 1 && head[0] == (byte) 0xff && (head[1] & 0xfe) == 0xfc) {
      throw AudioUnreadable.unsupported("an MP2 file");
    }
    if (at(head, 0, "RIFF")) {
      throw AudioUnreadable.unsupported("a RIFF file that is not WAVE");
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  private static byte[] headAfterTag(Path file, byte[] head) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skip(id3Length(head));
      return in.readNBytes(4);
    }
  }

  /** Bytes of the ID3v2 tag that begins here, 0 without one. */
  static long id3Length(byte[] head) {
    if (head.length < 10 || !at(head, 0, "ID3")) {
      return 0;
    }
    long body =
        (head[6] & 0x7fL) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | (head[9] & 0x7f);
    boolean footer = (head[5] & 0x10) != 0;
    return 10 + body + (footer ? 10 : 0);
  }

  private static boolean at(byte[] head, int offset, String mark) {
    byte[] wanted = mark.getBytes(StandardCharsets.ISO_8859_1);
    if (head.length < offset + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (head[offset + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
