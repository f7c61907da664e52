package roomtone.manager.song;

/**
 * A file that is none of the {@link AudioFormat}s; says what it is instead, as far as can be told.
 */
final class UnsupportedAudio extends Exception {

  private final String found;

  UnsupportedAudio(String found) {
    super(found);
    this.found = found;
  }

  /** A noun phrase such as "a PNG image" or "Opus in Ogg". */
  String found() {
    return found;
  }
}
