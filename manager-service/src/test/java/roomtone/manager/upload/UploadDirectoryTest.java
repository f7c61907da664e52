package roomtone.manager.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadDirectoryTest {

  @TempDir private Path base;

  @Test
  void the_folder_of_a_killed_process_is_removed_at_the_next_start() throws IOException {
    UploadDirectory crashed = UploadDirectory.claimBelow(base);
    Files.writeString(crashed.path().resolve("half an upload"), "RIFF");
    crashed.release();

    UploadDirectory next = UploadDirectory.claimBelow(base);

    assertFalse(Files.exists(crashed.path()));
    assertEquals(List.of(next.path()), folders());
    next.release();
  }

  @Test
  void files_of_others_are_not_removed() throws IOException {
    Path foreign = Files.writeString(base.resolve("notes.txt"), "keep this");

    UploadDirectory claimed = UploadDirectory.claimBelow(base.resolve("deep/down"));

    assertTrue(Files.isDirectory(claimed.path()));
    assertTrue(Files.exists(foreign));
    claimed.release();
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(base)) {
      return all.filter(Files::isDirectory).toList();
    }
  }
}
