package roomtone.manager.song;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The chunks of a RIFF file, one behind the other, each with a name of four characters and a size.
 */
final class WavChunks {

  /** Real files have a handful; a crafted one must not keep us busy. */
  private static final int MAX_CHUNKS = 1000;

  private WavChunks() {}

  /** The window that begins at the header of the first chunk with this name. */
  static Optional<FileHead> find(FileHead riff, String name) throws IOException {
    FileHead chunk = riff.skip(12);
    for (int i = 0; i < MAX_CHUNKS && chunk.length() >= 8; i++) {
      if (chunk.has(0, name)) {
        return Optional.of(chunk);
      }
      long size = chunk.uint32(4);
      chunk = chunk.skip(8 + size + size % 2);
    }
    return Optional.empty();
  }

  /**
   * A WAV file promises a number of bytes of sound.
   *
   * @throws AudioFacts.Unreadable when there are fewer
   */
  static void checkWhole(Path file) throws IOException, AudioFacts.Unreadable {
    FileHead data =
        find(FileHead.of(file), "data")
            .orElseThrow(() -> new AudioFacts.Unreadable("it holds no sound", null));
    long promised = data.uint32(4);
    if (promised == 0) {
      throw new AudioFacts.Unreadable("it holds no sound", null);
    }
    if (promised > Files.size(file) - data.offset() - 8) {
      throw new AudioFacts.Unreadable("it ends before its sound does", null);
    }
  }
}
