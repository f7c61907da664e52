package roomtone.manager.upload;

import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.Sounds;
import roomtone.manager.World;

/** An admin who uploads and changes songs; after each test no received file may be left on disk. */
@QuarkusTestResource(World.class)
public abstract class UploadTestBase {

  protected World world;
  protected LocalAuth.Session admin;

  @Inject protected MovableClock clock;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void nothing_is_left_on_the_disk() {
    clock.reset();
    Await.until(
        "no file of an upload is left", Duration.ofSeconds(5), () -> world.filesOnTheWay() == 0);
  }

  /** Noise, which the model takes for rain. */
  protected static byte[] noise() {
    return Sounds.wav(3, 22_050, 1, Sounds.Samples.INT16, false);
  }

  protected ValidatableResponse upload(byte[] content, String fileName) {
    return as(admin).multiPart("file", fileName, content).post("/api/admin/songs").then();
  }

  protected ValidatableResponse uploadAs(byte[] content, String title) {
    return as(admin)
        .multiPart("file", "a.wav", content)
        .multiPart("title", title)
        .post("/api/admin/songs")
        .then();
  }

  protected ValidatableResponse replace(String id, byte[] content) {
    return as(admin)
        .multiPart("file", "b.wav", content)
        .put("/api/admin/songs/" + id + "/file")
        .then();
  }

  protected ValidatableResponse change(String id, String body) {
    return as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/songs/" + id)
        .then();
  }

  protected Path stored(String sha256) {
    return world.bucket().resolve("songs/" + sha256 + ".wav");
  }
}
