package roomtone.manager.decode;

import java.io.IOException;
import java.nio.file.Path;

/** The formats of recordings that are taken in, recognised by content and never by name. */
public enum AudioFormat {
  /** Linear samples: integers of 8 to 32 bits, floats; also RF64. */
  WAV("wav", "audio/wav"),
  /** MPEG layer III. */
  MP3("mp3", "audio/mpeg"),
  /** FLAC of at most 24 bits, not in Ogg. */
  FLAC("flac", "audio/flac"),
  /** Vorbis in Ogg. */
  OGG_VORBIS("ogg", "audio/ogg");

  private final String extension;
  private final String contentType;

  AudioFormat(String extension, String contentType) {
    this.extension = extension;
    this.contentType = contentType;
  }

  /** The extension of file names, without the dot. */
  public String extension() {
    return extension;
  }

  /** The media type, as stored and as served. */
  public String contentType() {
    return contentType;
  }

  /**
   * Recognises a file by its first bytes.
   *
   * @throws AudioUnreadable when it has none of the formats; the message names what it is
   */
  public static AudioFormat of(Path file) throws IOException, AudioUnreadable {
    return AudioRecognition.recognise(file);
  }

  /**
   * Opens a file to decode it.
   *
   * @throws AudioUnreadable when it has none of the formats or is damaged; the message says so
   */
  public static FrameSource open(Path file) throws IOException, AudioUnreadable {
    return switch (of(file)) {
      case WAV -> WavFrames.open(file);
      case FLAC -> FlacFrames.open(file);
      case OGG_VORBIS -> VorbisFrames.open(file);
      case MP3 -> Mp3Frames.open(file);
    };
  }
}
