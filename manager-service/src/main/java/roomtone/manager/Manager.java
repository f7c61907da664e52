package roomtone.manager;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import roomtone.manager.upload.UploadDirectory;
import roomtone.openapi.PublishedDocument;
import roomtone.startup.RequiredSettings;

/** The main class of the service. */
@QuarkusMain
public final class Manager {

  /** The lock on the folder for uploads, held while the process runs. */
  @SuppressWarnings("unused") // keeps the lock from being collected
  private static UploadDirectory uploads;

  private Manager() {}

  /** Checks the settings that the service requires, then starts it. */
  public static void main(String... args) {
    RequiredSettings.orExit(RequiredSettings.OF_MANAGER);
    uploads = UploadDirectory.claim();
    PublishedDocument.publishOnly();
    Quarkus.run(args);
  }
}
