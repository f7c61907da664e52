package roomtone.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Renders the files of the catalogue, two at a time, and keeps them with their hashes. */
final class DemoSounds implements AutoCloseable {

  /** How many songs are rendered at a time; each takes 45 MB of memory. */
  private static final int AT_A_TIME = 2;

  /** A rendered song. */
  record Sound(DemoSong song, Path file, String sha256) {}

  private final Path folder;
  private final ExecutorService renderers =
      Executors.newFixedThreadPool(
          AT_A_TIME, Thread.ofPlatform().daemon().name("demo-sound-", 1).factory());
  private final Map<DemoSong, Future<Sound>> sounds = new LinkedHashMap<>();

  private DemoSounds(Path folder) {
    this.folder = folder;
  }

  /** Starts to render the files that are missing in the folder. */
  static DemoSounds render(List<DemoSong> catalogue, Path folder) throws IOException {
    Files.createDirectories(folder);
    DemoSounds sounds = new DemoSounds(folder);
    for (DemoSong song : catalogue) {
      sounds.sounds.put(song, sounds.renderers.submit(() -> sounds.find(song)));
    }
    sounds.renderers.shutdown();
    return sounds;
  }

  /** Waits until a song is rendered. */
  Sound of(DemoSong song) throws IOException, InterruptedException {
    try {
      return sounds.get(song).get();
    } catch (ExecutionException failure) {
      throw new IOException(
          "cannot render \"%s\": %s".formatted(song.title(), failure.getCause()), failure);
    } catch (CancellationException closed) {
      throw new IOException("closed", closed);
    }
  }

  private Sound find(DemoSong song) {
    Path file = folder.resolve(song.fileName());
    Path hash = folder.resolve(song.fileName() + ".sha256");
    try {
      if (!Files.exists(file) || !Files.exists(hash)) {
        // The format of sha256sum, which can check it.
        String sha256 = song.soundscape().writeTo(file);
        Files.writeString(hash, "%s  %s\n".formatted(sha256, song.fileName()));
      }
      return new Sound(song, file, Files.readString(hash).split(" ", 2)[0]);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    renderers.shutdownNow();
  }
}
