package roomtone.manager.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs ffmpeg, where it is installed. */
public final class Ffmpeg {

  private Ffmpeg() {}

  public static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "ffmpeg")));
  }

  /** Runs it and returns what it prints. */
  public static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostats", "-nostdin", "-y"));
    command.addAll(List.of(arguments));
    Process ffmpeg = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, ffmpeg.waitFor(), output);
    return output;
  }
}
