package roomtone.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import roomtone.local.testing.LocalService;

/** Reads the memory and the meters of a running service. */
public final class ServiceMeter {

  private static final double MEGABYTE = 1 << 20;

  private final LocalService service;
  private final HttpClient http;

  /** A meter for one service. */
  public ServiceMeter(LocalService service, HttpClient http) {
    this.service = service;
    this.http = http;
  }

  /** The resident memory of the process, in MB. */
  public double residentMegabytes() {
    return Double.parseDouble(
            run("ps", "-o", "rss=", "-p", String.valueOf(service.process().pid())).strip())
        / 1024;
  }

  /** The heap in use after a garbage collection, in MB. */
  public double liveHeapMegabytes() {
    collectGarbage();
    return meter("jvm_memory_used_bytes", "area=\"heap\"") / MEGABYTE;
  }

  /** Runs a garbage collection. */
  public void collectGarbage() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    run(jcmd, String.valueOf(service.process().pid()), "GC.run");
  }

  /**
   * The sum of a meter's values over all of its tags.
   *
   * @param tag a text that a line must contain; empty: all lines
   * @return 0 when the meter does not exist yet
   */
  public double meter(String name, String tag) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String metrics() {
    URI metrics = service.managementUrl().resolve("/q/metrics");
    try {
      return http.send(
              HttpRequest.newBuilder(metrics).header("Accept", "text/plain").build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command[0] + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
