package roomtone.bench.simulate;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the data of server-sent events. Comments, names and delays are passed over. */
final class EventReader {

  private static final int LONGEST_LINE = 1 << 20;
  private static final String DATA = "data:";

  private final InputStream in;

  EventReader(InputStream body) {
    in = new BufferedInputStream(body, 1024);
  }

  /** Waits for the next event with data; empty when the stream has ended. */
  Optional<String> next() throws IOException {
    StringBuilder data = new StringBuilder();
    while (true) {
      Optional<String> line = Body.line(in, LONGEST_LINE);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get().isEmpty() && !data.isEmpty()) {
        return Optional.of(data.toString());
      }
      if (line.get().startsWith(DATA)) {
        data.append(data.isEmpty() ? "" : "\n").append(line.get().substring(DATA.length()).strip());
      }
    }
  }
}
