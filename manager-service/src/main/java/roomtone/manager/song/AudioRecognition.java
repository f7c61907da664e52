package roomtone.manager.song;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells what a file is by its content. What it calls itself does not count. */
final class AudioRecognition {

  /**
   * How far behind an ID3 tag the first frame may hide: some writers pad beyond the size that they
   * state.
   */
  private static final int MAX_PADDING = 4096;

  private record Signature(int index, String bytes, String name) {}

  /** What people upload by mistake; longer signatures before those they begin with. */
  private static final List<Signature> OTHERS =
      List.of(
          new Signature(0, "\u0089PNG\r\n\u001a\n", "a PNG image"),
          new Signature(0, "\u00ff\u00d8\u00ff", "a JPEG image"),
          new Signature(0, "GIF8", "a GIF image"),
          new Signature(0, "%PDF-", "a PDF document"),
          new Signature(0, "PK\u0003\u0004", "a ZIP archive"),
          new Signature(0, "\u001f\u008b", "a gzip archive"),
          new Signature(0, "Rar!", "a RAR archive"),
          new Signature(0, "7z\u00bc\u00af'\u001c", "a 7z archive"),
          new Signature(4, "ftypM4A", "AAC or ALAC in MP4 (M4A)"),
          new Signature(4, "ftyp", "an MP4 file"),
          new Signature(0, "\u001aE\u00df\u00a3", "a Matroska or WebM file"),
          new Signature(0, "0&\u00b2u\u008ef\u00cf\u0011", "Windows Media (ASF)"),
          new Signature(0, "MThd", "a MIDI file"),
          new Signature(0, ".snd", "Sun audio (AU)"),
          new Signature(0, "caff", "Core Audio (CAF)"),
          new Signature(0, "MAC ", "Monkey's Audio"),
          new Signature(0, "wvpk", "WavPack"),
          new Signature(0, "#!AMR", "AMR audio"),
          new Signature(0, "RF64", "RF64 (WAV beyond 4 GB)"),
          new Signature(0, "BW64", "BW64 (WAV beyond 4 GB)"),
          new Signature(0, "MZ", "a Windows program"),
          new Signature(0, "\u007fELF", "a Linux program"));

  private AudioRecognition() {}

  /**
   * @throws UnsupportedAudio when it is none of the {@link AudioFormat}s
   */
  static AudioFormat recognise(Path file) throws IOException, UnsupportedAudio {
    FileHead head = FileHead.of(file);
    if (head.length() == 0) {
      throw new UnsupportedAudio("an empty file");
    }
    FileHead body = head.has(0, "ID3") ? behindId3(head) : head;
    if (body.has(0, "fLaC")) {
      return AudioFormat.FLAC;
    }
    if (head.has(0, "RIFF")) {
      return riff(head);
    }
    if (head.has(0, "OggS")) {
      return ogg(head);
    }
    if (head.has(0, "FORM") && (head.has(8, "AIFF") || head.has(8, "AIFC"))) {
      throw new UnsupportedAudio("AIFF audio");
    }
    for (Signature other : OTHERS) {
      if (head.has(other.index, other.bytes)) {
        throw new UnsupportedAudio(other.name);
      }
    }
    return mpegOrElse(head, body);
  }

  /**
   * An ID3v2 tag states its size in four bytes of seven bits, without its own ten bytes and the
   * optional footer.
   */
  private static FileHead behindId3(FileHead head) throws IOException {
    int size =
        (head.at(6) & 0x7f) << 21
            | (head.at(7) & 0x7f) << 14
            | (head.at(8) & 0x7f) << 7
            | (head.at(9) & 0x7f);
    boolean footer = (head.at(5) & 0x10) != 0;
    return head.skip(10 + size + (footer ? 10 : 0));
  }

  private static AudioFormat riff(FileHead head) throws UnsupportedAudio, IOException {
    if (head.has(8, "WEBP")) {
      throw new UnsupportedAudio("a WebP image");
    } else if (head.has(8, "AVI ")) {
      throw new UnsupportedAudio("an AVI video");
    } else if (!head.has(8, "WAVE")) {
      throw new UnsupportedAudio("a RIFF file that is not WAVE");
    }
    // 1: integers, 3: floats, 0xfffe: told by the first two bytes of a GUID
    Optional<FileHead> chunk = WavChunks.find(head, "fmt ");
    int tag = chunk.map(c -> c.uint16(8)).orElse(-1);
    if (tag == 0xfffe) {
      tag = chunk.get().uint16(32);
    }
    return switch (tag) {
      case 1, 3 -> AudioFormat.WAV;
      case -1 -> throw new UnsupportedAudio("WAV without a description of its samples");
      case 2, 0x11 -> throw new UnsupportedAudio("ADPCM in WAV");
      case 6 -> throw new UnsupportedAudio("A-law in WAV");
      case 7 -> throw new UnsupportedAudio("mu-law in WAV");
      case 0x50, 0x55 -> throw new UnsupportedAudio("MPEG audio in WAV");
      default -> throw new UnsupportedAudio("WAV with codec " + tag);
    };
  }

  /** The first page of an Ogg stream holds one packet, which names the codec. */
  private static AudioFormat ogg(FileHead head) throws UnsupportedAudio {
    int packet = 27 + Math.max(head.at(26), 0);
    if (head.has(packet, "\u0001vorbis")) {
      return AudioFormat.OGG_VORBIS;
    } else if (head.has(packet, "OpusHead")) {
      throw new UnsupportedAudio("Opus in Ogg");
    } else if (head.has(packet, "\u007fFLAC")) {
      throw new UnsupportedAudio("FLAC in Ogg");
    } else if (head.has(packet, "Speex")) {
      throw new UnsupportedAudio("Speex in Ogg");
    } else if (head.has(packet, "\u0080theora") || head.has(packet, "fishead")) {
      throw new UnsupportedAudio("an Ogg video");
    }
    throw new UnsupportedAudio("Ogg with an unknown codec");
  }

  /** Two frames in a row: one alone may be chance. */
  private static AudioFormat mpegOrElse(FileHead head, FileHead body) throws UnsupportedAudio {
    boolean tagged = body.offset() > 0;
    int last = tagged ? MAX_PADDING : 0;
    for (int start = 0; start <= last; start++) {
      int from = start;
      Optional<MpegFrame> first = MpegFrame.at(body, from);
      Optional<MpegFrame> second = first.flatMap(f -> MpegFrame.at(body, from + f.length()));
      if (second.isPresent() && first.get().layer() == second.get().layer()) {
        if (first.get().layer() == 3) {
          return AudioFormat.MP3;
        }
        throw new UnsupportedAudio("MPEG audio layer " + first.get().layer());
      }
    }
    if (body.at(0) == 0xff && body.at(1) >= 0 && (body.at(1) & 0xf6) == 0xf0) {
      throw new UnsupportedAudio("AAC (ADTS)");
    }
    if (head.isText()) {
      throw new UnsupportedAudio(head.has(0, "<") ? "an HTML, SVG or XML text" : "a text");
    }
    throw new UnsupportedAudio(tagged ? "an ID3 tag without MP3 frames behind it" : "unknown data");
  }
}
