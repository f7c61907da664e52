package roomtone.brain;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import roomtone.startup.RequiredSettings;

/** Where the process begins. */
@QuarkusMain
public final class Brain {

  private Brain() {}

  /** Checks what it needs, then starts. */
  public static void main(String... args) {
    RequiredSettings.orExit();
    Quarkus.run(args);
  }
}
