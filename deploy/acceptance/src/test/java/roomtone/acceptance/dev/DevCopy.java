package roomtone.acceptance.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import roomtone.local.startup.Loopback;

/**
 * A copy of {@code ./dev} in another directory, with a build that makes empty jars, a JDK whose
 * {@code java} runs {@link StubProcess}, and free ports.
 */
final class DevCopy {
  private static final List<String> PORTS =
      List.of(
          "AUTH",
          "POSTGRES",
          "STORAGE",
          "BRAIN",
          "BRAIN_MANAGEMENT",
          "MANAGER",
          "MANAGER_MANAGEMENT");

  private final Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  /** The exit code of a call of {@code ./dev}, and its standard output and error. */
  record Outcome(int code, String text) {

    /** Checks that it has written these words. */
    void assertContains(String words) {
      assertTrue(text.contains(words), () -> "no '" + words + "' in:\n" + text);
    }
  }

  DevCopy(Path directory) throws IOException {
    root = directory.toRealPath();
    Path project = Path.of("../..").toRealPath();
    copy(project.resolve("dev"), root.resolve("dev"));
    Files.createDirectories(root.resolve("web"));
    copy(project.resolve("web/with-node"), root.resolve("web/with-node"));
    Files.createDirectories(root.resolve("deploy/dev"));
    try (Stream<Path> parts = Files.list(project.resolve("deploy/dev"))) {
      for (Path part : parts.toList()) {
        copy(part, root.resolve("deploy/dev").resolve(part.getFileName()));
      }
    }
    // Any program: these tests open no page, and render nothing.
    environment.put("ROOMTONE_CHROMIUM", "/bin/sh");
    environment.put("ROOMTONE_KUBECTL", "/bin/sh");
    environment.put("ROOMTONE_PGBOUNCER", "/bin/sh");
    writeBuild();
    writeJdk();
    choosePorts();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void writeBuild() throws IOException {
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    script(
        root.resolve("mvnw"),
        """
        echo built >>builds
        echo "$*" >arguments-of-build
        node --version >node-of-build
        [ -z "$STUB_BUILD_FAILS" ] || { echo 'cannot find symbol'; exit 1; }
        mkdir -p deploy/local/target/lib brain-service/target/quarkus-app manager-service/target/quarkus-app
        touch deploy/local/target/roomtone-local.jar
        touch brain-service/target/quarkus-app/quarkus-run.jar manager-service/target/quarkus-app/quarkus-run.jar
        """);
  }

  private void writeJdk() throws IOException {
    Path jdk = Files.createDirectories(root.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/javac"), "exit 1");
    script(
        jdk.resolve("bin/java"),
        "exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\""
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                StubProcess.class.getName()));
    with("JAVA_HOME", jdk.toString());
  }

  /** Puts a program before all others of its name on the PATH. */
  DevCopy withProgram(String name, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve("programs"));
    script(folder.resolve(name), text);
    return with("PATH", folder + ":" + System.getenv("PATH"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }

  /** Sets different free ports, none of which an outgoing connection can take before the test. */
  private void choosePorts() {
    Set<Integer> chosen = new HashSet<>();
    for (String name : PORTS) {
      int port = Loopback.freePort();
      while (!chosen.add(port)) {
        port = Loopback.freePort();
      }
      with("ROOMTONE_DEV_" + name + "_PORT", Integer.toString(port));
    }
  }

  DevCopy with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  int port(String name) {
    return Integer.parseInt(environment.get("ROOMTONE_DEV_" + name + "_PORT"));
  }

  Path home() {
    return root.resolve(".roomtone");
  }

  String read(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  /** Runs {@code ./dev} to its end, which must come within two minutes. */
  Outcome dev(String... arguments) throws IOException, InterruptedException {
    return end(Files.createTempFile(root, "dev", ".out"), "dev", arguments);
  }

  /** Runs {@code web/with-node} to its end. */
  Outcome withNode(String... arguments) throws IOException, InterruptedException {
    return end(Files.createTempFile(root, "node", ".out"), "web/with-node", arguments);
  }

  private Outcome end(Path output, String program, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(output, program, arguments);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(program + " hangs:\n" + Files.readString(output));
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  /** Starts {@code ./dev}. */
  Process startDev(Path output, String... arguments) throws IOException {
    return start(output, "dev", arguments);
  }

  private Process start(Path output, String program, String... arguments) throws IOException {
    // SIGINT is ignored when the tests run in the background, and no shell can change that.
    List<String> command =
        new ArrayList<>(List.of("env", "--default-signal=INT", root.resolve(program).toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    started.add(process);
    return process;
  }

  /** All processes with this directory in their command line, without that of the test. */
  List<String> processes() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.map(directory -> directory.resolve("cmdline"))
          .filter(Files::isReadable)
          .map(DevCopy::commandLine)
          .filter(line -> line.contains(home().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commandLine(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8).replace('\0', ' ');
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  /** Ends processes that a failed test has left running. */
  void stop() throws IOException, InterruptedException {
    dev("down");
    for (Process process : started) {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
