package roomtone.brain;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import roomtone.openapi.PublishedDocument;
import roomtone.startup.RequiredSettings;

/** The main class of the brain-service. */
@QuarkusMain
public final class Brain {

  private Brain() {}

  /** Checks the required settings, then starts Quarkus. */
  public static void main(String... args) {
    RequiredSettings.orExit(List.of());
    PublishedDocument.publishOnly();
    Quarkus.run(args);
  }
}
