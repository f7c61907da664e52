package roomtone.acceptance.faults;

import static java.time.Duration.ofSeconds;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** Uploads that are interrupted by a crash or by a failure of the storage. */
class UploadFaultsTest {

  @TempDir private static Path uploads;

  private static TestSystem system;
  private static Sql owner;
  private static String admin;

  @BeforeAll
  static void open() {
    system = TestSystem.start();
    owner = system.database().sql("supabase_admin");
    admin = system.admin().accessToken();
  }

  @AfterEach
  void clear() throws IOException {
    owner.update("delete from public.songs");
    for (Path file : stored()) {
      Files.delete(file);
    }
  }

  @AfterAll
  static void shut() {
    owner.close();
    system.close();
  }

  @Test
  void a_crash_between_file_and_row_leaves_no_row_and_a_file_that_is_swept() {
    Sound sound = Sound.seven().getFirst();
    LocalService crashing = manager();
    try (Sql somebody = system.database().sql("supabase_admin")) {
      somebody.rollingBack(
          () -> {
            // Reads of the catalogue go on, writes wait.
            somebody.update("lock table public.songs in share mode");
            Thread.ofVirtual().start(() -> uploadIgnored(crashing, sound));
            Await.until(
                "the file is there first, and the row waits",
                ofSeconds(60),
                () ->
                    stored().size() == 1
                        && owner.integer(
                                "select count(*) from pg_stat_activity where usename = 'manager_service' and wait_event_type = 'Lock'"
                                    + " and query like 'insert into songs (%'")
                            > 0);
            assertFalse(underWay().isEmpty());
            crashing.kill();
          });
    }
    Await.until(
        "the connections of the killed manager are closed",
        ofSeconds(20),
        () ->
            owner.integer("select count(*) from pg_stat_activity where usename = 'manager_service'")
                == 0);
    assertEquals(0, owner.integer("select count(*) from public.songs"));
    assertEquals(1, stored().size());
    makeOld(stored().getFirst());
    system.database().advance(Duration.ofHours(2));

    LocalService next = manager();

    assertEquals(List.of(), underWay());
    Await.until("the file is swept", ofSeconds(20), () -> stored().isEmpty());
    upload(next, sound).then().statusCode(201);
    assertEquals(1, stored().size());
    assertEquals(1, owner.integer("select count(*) from public.songs"));
    next.close();
  }

  @Test
  void without_the_storage_an_upload_leaves_nothing_and_polls_go_on() {
    Sound sound = Sound.seven().getLast();
    LocalService service = manager();
    Manager manager = new Manager(service.url());
    String token = manager.createPlayer(admin, "The hall", "hall").path("token");
    FullHour.awaitNoneWithin(Duration.ofMinutes(1));
    String etag = manager.poll(token).then().statusCode(200).extract().header("ETag");
    system.storage().close();
    try {
      upload(service, sound)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue())
          .body("type", equalTo("urn:roomtone:problem:storage-away"));
      assertEquals(0, owner.integer("select count(*) from public.songs"));
      // The server deletes the files of a form after it has sent the answer.
      Await.until("no file of the upload is left", ofSeconds(5), () -> underWay().isEmpty());
      manager.pollIfChanged(token, etag).then().statusCode(304);
      manager.poll(token).then().statusCode(200);
    } finally {
      system.storage().startAgain();
    }
    assertEquals(List.of(), stored());
    upload(service, sound).then().statusCode(201);
    service.close();
  }

  private static LocalService manager() {
    return system.startManager(
        Map.of(
            "ROOMTONE_UPLOADS_DIRECTORY", uploads.toString(),
            "ROOMTONE_UPLOADS_SWEEP_DELAY", "1s",
            "ROOMTONE_UPLOADS_SWEEP_EVERY", "1s"));
  }

  private static Response upload(LocalService manager, Sound sound) {
    return new Manager(manager.url()).upload(admin, sound);
  }

  private static void uploadIgnored(LocalService manager, Sound sound) {
    try {
      upload(manager, sound);
    } catch (RuntimeException cutOff) {
      // expected: the service was killed
    }
  }

  /** The files in the bucket. */
  private static List<Path> stored() {
    return filesIn(system.storage().objects().resolve("songs"));
  }

  /** The files of uploads that are being processed. */
  private static List<Path> underWay() {
    return filesIn(uploads);
  }

  private static List<Path> filesIn(Path folder) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(folder, new ExistingFiles(files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.removeIf(file -> file.getFileName().toString().endsWith(".lock"));
    return files;
  }

  /** Collects files, without those that a service deletes in the meantime. */
  private static final class ExistingFiles extends SimpleFileVisitor<Path> {

    private final List<Path> files;

    ExistingFiles(List<Path> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  private static void makeOld(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
