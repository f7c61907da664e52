package roomtone.local.demo.device;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A JSON file that is replaced atomically: a power cut leaves the old or the new one. */
record StateFile(Path path) {

  static final ObjectMapper JSON = new ObjectMapper();

  void write(JsonNode content) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + ".part");
    Files.write(unfinished, JSON.writeValueAsBytes(content));
    Files.move(unfinished, path, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  /** The content; empty when there is no file or it cannot be read. */
  Optional<JsonNode> read() throws IOException {
    try {
      return Optional.of(JSON.readTree(Files.readAllBytes(path)));
    } catch (NoSuchFileException | JsonProcessingException none) {
      return Optional.empty();
    }
  }
}
