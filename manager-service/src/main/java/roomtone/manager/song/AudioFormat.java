package roomtone.manager.song;

/** The kinds of recording that are taken in. */
enum AudioFormat {
  WAV("wav", "audio/wav"),
  MP3("mp3", "audio/mpeg"),
  FLAC("flac", "audio/flac"),
  OGG_VORBIS("ogg", "audio/ogg");

  private final String extension;
  private final String contentType;

  AudioFormat(String extension, String contentType) {
    this.extension = extension;
    this.contentType = contentType;
  }

  /** File name extension without the dot. */
  String extension() {
    return extension;
  }

  /** Media type, as stored and as served. */
  String contentType() {
    return contentType;
  }
}
