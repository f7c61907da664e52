package roomtone.manager.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Recognises the format of a file by its first bytes; its name does not count. */
final class AudioRecognition {

  /**
   * How many bytes behind an ID3 tag the first frame may begin: some writers pad a tag beyond the
   * size that it states.
   */
  private static final int MAX_PADDING = 4096;

  private record Signature(int index, String bytes, String name, boolean sound) {}

  /** Formats that are uploaded by mistake. A signature stands before those that it begins with. */
  private static final List<Signature> OTHERS =
      List.of(
          new Signature(0, "\u0089PNG\r\n\u001a\n", "a PNG image", false),
          new Signature(0, "\u00ff\u00d8\u00ff", "a JPEG image", false),
          new Signature(0, "GIF8", "a GIF image", false),
          new Signature(8, "WEBP", "a WebP image", false),
          new Signature(8, "AVI ", "an AVI video", true),
          new Signature(0, "RIFF", "a RIFF file that is not WAVE", false),
          new Signature(0, "%PDF-", "a PDF document", false),
          new Signature(0, "PK\u0003\u0004", "a ZIP archive", false),
          new Signature(0, "\u001f\u008b", "a gzip archive", false),
          new Signature(0, "Rar!", "a RAR archive", false),
          new Signature(0, "7z\u00bc\u00af'\u001c", "a 7z archive", false),
          new Signature(4, "ftypM4A", "AAC or ALAC in MP4 (M4A)", true),
          new Signature(4, "ftyp", "an MP4 file", true),
          new Signature(0, "\u001aE\u00df\u00a3", "a Matroska or WebM file", true),
          new Signature(0, "0&\u00b2u\u008ef\u00cf\u0011", "Windows Media (ASF)", true),
          new Signature(0, "MThd", "a MIDI file", true),
          new Signature(0, ".snd", "Sun audio (AU)", true),
          new Signature(0, "caff", "Core Audio (CAF)", true),
          new Signature(0, "MAC ", "Monkey's Audio", true),
          new Signature(0, "wvpk", "WavPack", true),
          new Signature(0, "#!AMR", "AMR audio", true),
          new Signature(0, "MZ", "a Windows program", false),
          new Signature(0, "\u007fELF", "a Linux program", false));

  private AudioRecognition() {}

  /**
   * The format of a file.
   *
   * @throws AudioUnreadable when it is none of {@link AudioFormat}
   */
  static AudioFormat recognise(Path file) throws IOException, AudioUnreadable {
    FileHead head = FileHead.of(file);
    if (head.length() == 0) {
      throw AudioUnreadable.nothing();
    }
    long tag = Id3.length(head.bytes());
    FileHead body = tag > 0 ? head.skip(tag) : head;
    if (body.has(0, "fLaC")) {
      return AudioFormat.FLAC;
    }
    if ((head.has(0, "RIFF") || head.has(0, "RF64") || head.has(0, "BW64"))
        && head.has(8, "WAVE")) {
      return AudioFormat.WAV;
    }
    if (head.has(0, "OggS")) {
      return ogg(head);
    }
    if (head.has(0, "FORM") && (head.has(8, "AIFF") || head.has(8, "AIFC"))) {
      throw AudioUnreadable.unsupported("AIFF audio");
    }
    for (Signature other : OTHERS) {
      if (head.has(other.index, other.bytes)) {
        throw other.sound
            ? AudioUnreadable.unsupported(other.name)
            : AudioUnreadable.noAudio(other.name);
      }
    }
    return mpegOrElse(file, head, body);
  }

  /** The first page of an Ogg stream holds one packet, which names the codec. */
  private static AudioFormat ogg(FileHead head) throws AudioUnreadable {
    int packet = 27 + Math.max(head.at(26), 0);
    // A skeleton may stand before the streams; the decoder finds whether Vorbis is among them.
    if (head.has(packet, "\u0001vorbis") || head.has(packet, "fishead")) {
      return AudioFormat.OGG_VORBIS;
    } else if (head.has(packet, "OpusHead")) {
      throw AudioUnreadable.unsupported("Opus in Ogg");
    } else if (head.has(packet, "\u007fFLAC")) {
      throw AudioUnreadable.unsupported(
          "FLAC in Ogg", "Upload it as a plain FLAC file, without Ogg around it");
    } else if (head.has(packet, "Speex")) {
      throw AudioUnreadable.unsupported("Speex in Ogg");
    } else if (head.has(packet, "\u0080theora")) {
      throw AudioUnreadable.unsupported("an Ogg video");
    }
    throw AudioUnreadable.unsupported("Ogg with an unknown codec");
  }

  /** Looks for two frames in a row: other bytes may look like the header of one. */
  private static AudioFormat mpegOrElse(Path file, FileHead head, FileHead body)
      throws IOException, AudioUnreadable {
    boolean tagged = body.offset() > 0;
    int last = tagged ? MAX_PADDING : 0;
    for (int start = 0; start <= last; start++) {
      MpegHeader first = MpegHeader.at(body.bytes(), start);
      MpegHeader second = first == null ? null : MpegHeader.at(body.bytes(), start + first.bytes());
      if (second != null && first.layer() == second.layer()) {
        if (first.layer() == 3) {
          return AudioFormat.MP3;
        }
        throw AudioUnreadable.unsupported("MPEG audio layer " + first.layer());
      }
    }
    if (body.at(0) == 0xff && body.at(1) >= 0 && (body.at(1) & 0xf6) == 0xf0) {
      throw AudioUnreadable.unsupported("AAC (ADTS)");
    }
    if (body.at(0) == 0xff && (body.at(1) & 0xfe) == 0xfc) {
      throw AudioUnreadable.unsupported("MPEG audio layer 2");
    }
    if (head.isText()) {
      throw AudioUnreadable.noAudio(head.has(0, "<") ? "an HTML, SVG or XML text" : "a text");
    }
    if (Mp3Scan.hasFrames(file)) {
      return AudioFormat.MP3;
    }
    throw AudioUnreadable.noAudio(
        tagged ? "an ID3 tag without MP3 frames behind it" : "unknown data");
  }
}
