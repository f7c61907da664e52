package roomtone.manager;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import roomtone.manager.upload.UploadDirectory;
import roomtone.startup.RequiredSettings;

/** Where the process begins. */
@QuarkusMain
public final class Manager {

  /** Held as long as the process lives. */
  @SuppressWarnings("unused") // it is there to be held
  private static UploadDirectory uploads;

  private Manager() {}

  /** Checks what it needs, then starts. */
  public static void main(String... args) {
    RequiredSettings.orExit("ROOMTONE_STORAGE_BUCKET", "AWS_REGION");
    uploads = UploadDirectory.claim();
    Quarkus.run(args);
  }
}
