package roomtone.manager;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import roomtone.web.RequiredSettings;

/** Where the process begins. */
@QuarkusMain
public final class Manager {

  private Manager() {}

  /** Checks what it needs, then starts. */
  public static void main(String... args) {
    RequiredSettings.orExit("ROOMTONE_STORAGE_BUCKET", "AWS_REGION");
    Quarkus.run(args);
  }
}
