package roomtone.acceptance.containers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.TestSystem;

/** The images are built by {@code ./dev images} and run as operators run them. */
@Tag("long")
class ImagesTest {

  private static final List<String> ALL = List.of("brain", "manager", "migrations", "local");

  /** Refuses to start when the AOT cache cannot be used. */
  private static final Map<String, String> ONLY_WITH_CACHE =
      Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");

  private static Engine engine;
  private static TestSystem system;

  private final int port = Loopback.freePort();
  private final int managementPort = Loopback.freePort();

  @BeforeAll
  static void build() {
    engine = Engine.withImages();
    system = TestSystem.start();
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void every_image_runs_as_nobody_in_particular_and_says_what_it_is() {
    for (String name : ALL) {
      String image = "roomtone-" + name;
      assertEquals("10001:10001", engine.inspect(image, "{{.Config.User}}"), image);
      for (String label :
          List.of("title", "description", "licenses", "version", "revision", "created")) {
        String template =
            "{{index .Config.Labels \"org.opencontainers.image.%s\"}}".formatted(label);
        assertFalse(engine.inspect(image, template).isBlank(), image + " has no " + label);
      }
      assertEquals(
          image,
          engine.inspect(image, "{{index .Config.Labels \"org.opencontainers.image.title\"}}"));
      assertTrue(engine.inspect(image, "{{.Config.Entrypoint}}").contains("-XX:AOTCache="), image);
    }
  }

  @Test
  void every_image_holds_its_bill_of_materials() {
    Map<String, String> known =
        Map.of(
            "/app/brain/sbom.json", "pgvector",
            "/app/brain/sbom-page.json", "@supabase/supabase-js",
            "/app/manager/sbom.json", "jaudiotagger",
            "/app/manager/sbom-pages.json", "qrcode-generator",
            "/app/migrations/sbom.json", "flyway-core",
            "/app/local/sbom.json", "flyway-core");
    known.forEach(
        (file, library) -> {
          String image = "roomtone-" + Path.of(file).getName(1);
          JsonPath bill =
              JsonPath.from(
                  engine.output(
                      "run", "--rm", "--no-healthcheck", "--entrypoint=cat", image, file));
          assertEquals("CycloneDX", bill.getString("bomFormat"), file);
          assertTrue(bill.getList("components.name").contains(library), file);
        });
  }

  @Test
  void the_brain_starts_with_its_cache_on_a_read_only_file_system() {
    try (Container brain = start("brain", ONLY_WITH_CACHE, List.of())) {
      brain.awaitHealthy();

      assertEquals("10001", brain.exec("id", "-u").output().strip());
      assertFalse(brain.isWritable("/app/brain/quarkus-run.jar"));
      assertTrue(brain.isWritable("/tmp/new"));
      assertEquals(200, new Brain("http://127.0.0.1:" + port).players().statusCode());
      given().baseUri("http://127.0.0.1:" + port).get("/").then().statusCode(200);
    }
  }

  @Test
  void the_manager_starts_with_its_cache_and_takes_an_upload_on_a_read_only_file_system() {
    try (Container manager = start("manager", ONLY_WITH_CACHE, List.of())) {
      manager.awaitHealthy();

      assertEquals("10001", manager.exec("id", "-u").output().strip());
      assertFalse(manager.isWritable("/app/manager/quarkus-run.jar"));
      new Manager("http://127.0.0.1:" + port)
          .upload(system.admin().accessToken(), Sound.seven().getFirst())
          .then()
          .statusCode(201)
          .body("duration", notNullValue());
      given().baseUri("http://127.0.0.1:" + port).get("/admin/").then().statusCode(200);
    }
  }

  @Test
  void a_cache_that_does_not_fit_stops_a_start_that_asks_for_it_and_no_other() {
    // Another layout of objects than the one of the training.
    String[] differently = {
      "roomtone-brain",
      "@/app/java.options",
      "-XX:-UseCompactObjectHeaders",
      "-XX:AOTCache=/app/brain/app.aot",
      "-jar",
      "quarkus-run.jar"
    };
    List<String> java = List.of("--entrypoint=java");
    try (Container refused =
        Container.start(engine, environment("brain", ONLY_WITH_CACHE), java, differently)) {
      assertNotEquals(0, refused.awaitEnd());
      assertTrue(refused.log().contains("AOT cache"), refused::log);
    }
    try (Container brain =
        Container.start(engine, environment("brain", Map.of()), java, differently)) {
      brain.awaitHealthy();
    }
  }

  @Test
  void a_service_that_runs_out_of_memory_ends_and_is_started_again(@TempDir Path shared)
      throws IOException {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    agent(shared.resolve("agent.jar"));
    Path fuse = Files.createFile(shared.resolve("fuse"));
    Map<String, String> leak =
        Map.of("JDK_JAVA_OPTIONS", "-Xmx128m -javaagent:/shared/agent.jar=/shared/fuse");
    String volume = "--volume=" + shared + ":/shared";
    try (Container once = start("brain", leak, List.of(volume))) {
      assertEquals(3, once.awaitEnd(), once::log);
      assertTrue(once.log().contains("java.lang.OutOfMemoryError"), once::log);
      assertFalse(Files.exists(fuse));
    }
    Files.createFile(fuse);
    try (Container again = start("brain", leak, List.of(volume, "--restart=on-failure:3"))) {
      again.awaitHealthy();
      assertFalse(Files.exists(fuse));
      assertEquals(1, again.restarts());
    }
  }

  /** A jar file of {@link MemoryLeakAgent}. */
  private static void agent(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), MemoryLeakAgent.class.getName());
    String classFile = MemoryLeakAgent.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        InputStream bytes = MemoryLeakAgent.class.getClassLoader().getResourceAsStream(classFile)) {
      jar.putNextEntry(new JarEntry(classFile));
      bytes.transferTo(jar);
      jar.closeEntry();
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void the_migrations_are_applied_once_and_then_found() {
    try (LocalDatabase empty = LocalDatabase.empty()) {
      assertTrue(migrate(empty).matches("Schema: [1-9]\\d* migrations applied"));
      assertEquals("Schema: up to date", migrate(empty));
    }
  }

  private static String migrate(LocalDatabase database) {
    Map<String, String> environment = new TreeMap<>(ONLY_WITH_CACHE);
    environment.put("FLYWAY_URL", database.jdbcUrl());
    environment.put("FLYWAY_USER", "postgres");
    environment.put("FLYWAY_PASSWORD", LocalDatabase.password("postgres"));
    try (Container job = Container.start(engine, environment, List.of(), "roomtone-migrations")) {
      assertEquals(0, job.awaitEnd(), job::log);
      return job.log().lines().filter(line -> line.startsWith("Schema:")).findFirst().orElseThrow();
    }
  }

  private Container start(String service, Map<String, String> more, List<String> options) {
    return Container.start(engine, environment(service, more), options, "roomtone-" + service);
  }

  private Map<String, String> environment(String service, Map<String, String> more) {
    Map<String, String> environment = new TreeMap<>(system.environmentOf(service + "-service"));
    environment.put("QUARKUS_PROFILE", "local");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.putAll(more);
    return environment;
  }
}
