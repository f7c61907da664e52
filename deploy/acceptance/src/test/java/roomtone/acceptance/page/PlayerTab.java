package roomtone.acceptance.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import roomtone.local.testing.Chromium;

/**
 * A Chromium with one tab that nobody drives. Memory cannot be measured while Playwright drives a
 * page: it asks Chromium to record the network, and the tab then keeps up to 200 MB of what the
 * page has read.
 */
final class PlayerTab implements AutoCloseable {

  private static final Pattern PRIVATE =
      Pattern.compile("(?m)^Private_(?:Clean|Dirty): +(\\d+) kB$");

  private final Process chromium;

  /**
   * @param profile folder with the storage of an earlier visit
   */
  PlayerTab(Path profile, String url) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Chromium.executable().toString());
    command.addAll(Chromium.FLAGS);
    command.addAll(
        List.of(
            "--headless=new",
            "--mute-audio",
            "--password-store=basic",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + profile,
            url));
    chromium =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /**
   * The memory of the tab, bytes: what no other process has, and closing the tab would free. It is
   * that of the largest renderer there is; 0 while there is none.
   */
  long privateBytes() {
    return chromium
        .descendants()
        .filter(PlayerTab::isRenderer)
        .mapToLong(PlayerTab::privateBytes)
        .max()
        .orElse(0);
  }

  private static boolean isRenderer(ProcessHandle process) {
    return read(process, "cmdline").contains("--type=renderer");
  }

  private static long privateBytes(ProcessHandle process) {
    Matcher figure = PRIVATE.matcher(read(process, "smaps_rollup"));
    long bytes = 0;
    while (figure.find()) {
      bytes += Long.parseLong(figure.group(1)) * 1024;
    }
    return bytes;
  }

  /** What the system says of a process; nothing when it has ended. */
  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(chromium.descendants().toList());
    all.add(chromium.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }
}
