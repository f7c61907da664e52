package roomtone.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files with one {@code NAME=value} in each line, as Docker Compose, kubectl and a shell read them.
 * A line may begin with {@code export}, a value may be in quotes, a line that begins with # is a
 * comment.
 */
final class EnvFile {

  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)");

  private EnvFile() {}

  /**
   * Reads files. A variable has the value of the last file that names it.
   *
   * @throws UsageError when a file cannot be read; it names the line, never its content
   */
  static Map<String, String> read(List<Path> files) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        List<String> lines = Files.readAllLines(file);
        for (int number = 1; number <= lines.size(); number++) {
          readLine(file, number, lines.get(number - 1).strip(), settings);
        }
      } catch (NoSuchFileException missing) {
        throw new UsageError("there is no file " + file);
      } catch (IOException unreadable) {
        throw new UsageError("%s cannot be read as a text in UTF-8".formatted(file));
      }
    }
    return settings;
  }

  private static void readLine(Path file, int number, String line, Map<String, String> settings) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new UsageError("line %d of %s is not NAME=value".formatted(number, file));
    }
    settings.put(matcher.group(1), unquoted(matcher.group(2).strip()));
  }

  private static String unquoted(String value) {
    boolean isQuoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }
}
