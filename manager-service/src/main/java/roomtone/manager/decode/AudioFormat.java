package roomtone.manager.decode;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The kinds of recording that are taken in, told apart by their content and never by their name.
 */
public enum AudioFormat {
  /** Linear samples: integers of 8 to 32 bits, floats; also RF64. */
  WAV("wav", "audio/wav", "WAV"),
  /** MPEG layer III. */
  MP3("mp3", "audio/mpeg", "MP3"),
  /** FLAC of at most 24 bits, not in Ogg. */
  FLAC("flac", "audio/flac", "FLAC"),
  /** Vorbis in Ogg. */
  OGG_VORBIS("ogg", "audio/ogg", "OGG Vorbis");

  private final String extension;
  private final String contentType;
  private final String label;

  AudioFormat(String extension, String contentType, String label) {
    this.extension = extension;
    this.contentType = contentType;
    this.label = label;
  }

  /** File name extension without the dot. */
  public String extension() {
    return extension;
  }

  /** Media type, as stored and as served. */
  public String contentType() {
    return contentType;
  }

  /** As people call it. */
  public String label() {
    return label;
  }

  /**
   * Recognises a file by its first bytes.
   *
   * @throws AudioUnreadable saying what the file is instead
   */
  public static AudioFormat of(Path file) throws IOException, AudioUnreadable {
    return AudioRecognition.recognise(file);
  }

  /**
   * Opens a file as decoded sound.
   *
   * @throws AudioUnreadable saying what the file is instead, or what is wrong with it
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
