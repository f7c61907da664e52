package roomtone.manager.device;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** docs/device-protocol.md says what the service does. */
@QuarkusTest
@QuarkusTestResource(World.class)
class ProtocolDocumentTest {

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final ObjectMapper JSON = new ObjectMapper();

  World world;
  LocalAuth.Session admin;
  private String document;

  @BeforeEach
  void read() throws IOException {
    admin = world.admin();
    document = Files.readString(Checkout.folder().resolve("docs/device-protocol.md"));
  }

  /** The cells of the table after a mark, row by row. */
  private List<List<String>> table(String mark) {
    List<String> lines =
        document.substring(document.indexOf("<!-- " + mark + " -->")).lines().skip(3).toList();
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines) {
      if (!line.startsWith("|")) {
        break;
      }
      rows.add(Arrays.stream(line.split("\\|", -1)).skip(1).map(String::strip).toList());
    }
    return rows;
  }

  /** The names in the first column. */
  private Set<String> names(String mark) {
    Set<String> names = new TreeSet<>();
    for (List<String> row : table(mark)) {
      NAME.matcher(row.getFirst()).results().forEach(name -> names.add(name.group(1)));
    }
    return names;
  }

  /** The paths of all fields of an answer; items of lists have []. */
  private static void fields(String path, JsonNode node, Set<String> into) {
    if (node.isArray()) {
      node.forEach(item -> fields(path + "[]", item, into));
    } else {
      node.properties()
          .forEach(
              field -> {
                String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                into.add(name);
                fields(name, field.getValue(), into);
              });
    }
  }

  private static Set<String> fields(String json) throws IOException {
    Set<String> fields = new TreeSet<>();
    JsonNode node = JSON.readTree(json);
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      fields("", item, fields);
    }
    return fields;
  }

  private static String body(Room room, String path) {
    return World.device(room.token()).get(path).then().statusCode(200).extract().asString();
  }

  private static String report(Room room, JsonNode next) {
    return World.device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id",
                    UUID.randomUUID(),
                    "song_id",
                    next.get("song_id").asText(),
                    "queue_id",
                    next.get("queue_id").asText(),
                    "started_at",
                    Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  @Test
  void the_fields_it_lists_are_the_fields_that_are_answered() throws Exception {
    Room room = world.roomWith(admin, "Documented", 3);
    world.sql().update("update public.players set presence = 'code' where id = ?", room.id());
    JsonNode next = JSON.readTree(body(room, "/api/player/poll")).get("next").get(0);
    assertEquals(names("fields: results"), fields(report(room, next)));
    assertEquals(names("fields: poll"), fields(body(room, "/api/player/poll")));
    assertEquals(names("fields: manifest"), fields(body(room, "/api/player/manifest")));
  }

  @Test
  void the_fields_of_a_report_are_those_that_are_described() throws Exception {
    Class<?> item = Class.forName("roomtone.manager.play.PlayReport");
    assertEquals(
        names("fields: plays"),
        Arrays.stream(item.getRecordComponents())
            .map(component -> component.getName().replaceAll("([A-Z])", "_$1"))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(toCollection(TreeSet::new)));
  }

  @Test
  void the_fields_of_a_pairing_are_those_that_are_answered() throws Exception {
    Room room = world.room(admin, "Paired");
    String asked = pair(Map.of(), 201);
    Map<String, Object> secret = Map.of("secret", JSON.readTree(asked).get("secret").asText());
    String waiting = pair(secret, 202);
    World.as(admin)
        .contentType("application/json")
        .body(Map.of("code", JSON.readTree(asked).get("code").asText()))
        .post("/api/admin/players/" + room.id() + "/pair")
        .then()
        .statusCode(204);
    Set<String> answered = new TreeSet<>(fields(asked));
    answered.addAll(fields(waiting));
    answered.addAll(fields(pair(secret, 200)));
    assertEquals(names("fields: pairing"), answered);
  }

  private static String pair(Map<String, Object> body, int status) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/player/pair")
        .then()
        .statusCode(status)
        .extract()
        .asString();
  }

  @Test
  void the_problems_it_lists_are_those_of_the_devices_calls() throws Exception {
    JsonNode api =
        JSON.readTree(given().accept("application/json").get("/q/openapi?format=json").asString());
    Set<String> described = new TreeSet<>(Set.of("unsupported-media-type", "internal-error"));
    api.get("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getKey().startsWith("/api/player/")) {
                path.getValue()
                    .findValuesAsText("$ref")
                    .forEach(ref -> problems(api, ref, described));
              }
            });
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : table("problems")) {
      listed.put(row.get(0).replace("`", ""), row.get(1));
    }
    assertEquals(described, listed.keySet());
    Properties kinds = new Properties();
    for (String file : List.of("shared-problems", "problems")) {
      try (InputStream text =
          Thread.currentThread()
              .getContextClassLoader()
              .getResourceAsStream("META-INF/roomtone/" + file + ".properties")) {
        kinds.load(text);
      }
    }
    listed.forEach(
        (slug, status) ->
            assertEquals(status, kinds.getProperty(slug, "none").split("\\|", -1)[0], slug));
  }

  /** The problems behind a reference to a response or to an example. */
  private static void problems(JsonNode api, String ref, Set<String> into) {
    String name = ref.substring(ref.lastIndexOf('/') + 1);
    if (ref.contains("/examples/")) {
      into.add(name);
    } else if (ref.contains("/responses/")) {
      api.at("/components/responses")
          .path(name)
          .findValuesAsText("$ref")
          .forEach(inner -> problems(api, inner, into));
    }
  }

  @Test
  void the_reasons_it_lists_are_those_that_are_given() {
    Set<String> given =
        new TreeSet<>(
            Set.of(
                "not-an-object",
                "malformed-play-id",
                "malformed-song-id",
                "malformed-queue-id",
                "malformed-started-at",
                "malformed-ended-at",
                "malformed-outcome",
                "queue-entry-of-another-player"));
    Matcher inSql =
        Pattern.compile("(?:'rejected', |reason := )'([a-z-]+)'")
            .matcher(source("queue_advance") + source("play_refusal"));
    while (inSql.find()) {
      given.add(inSql.group(1));
    }
    // The start is needed before the function is asked.
    given.remove("starts-never");
    assertEquals(given, names("reasons"));
  }

  /** A span of roomtone.rules() as the document writes it. */
  private String span(String rule) {
    Matcher value =
        Pattern.compile("interval '([^']+)',? +-- " + rule + "\\b").matcher(source("rules"));
    assertTrue(value.find(), rule);
    return value.group(1).replace(" seconds", " s");
  }

  /** The source of a function in schema roomtone. */
  private String source(String function) {
    return (String)
        world
            .sql()
            .value(
                "select prosrc from pg_proc where proname = ? and pronamespace = 'roomtone'::regnamespace",
                function);
  }

  @Test
  void the_limits_it_lists_are_the_settings() throws Exception {
    Map<String, String> defaults = new HashMap<>();
    for (String name :
        List.of(
            "roomtone.manager.device.DeviceLimits", "roomtone.manager.pairing.PairingSettings")) {
      Class<?> settings = Class.forName(name);
      String prefix = settings.getAnnotation(ConfigMapping.class).prefix();
      for (Method setting : settings.getDeclaredMethods()) {
        String dashed = setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        defaults.put(prefix + "." + dashed, setting.getAnnotation(WithDefault.class).value());
      }
    }
    Map<String, String> listed = new HashMap<>();
    for (List<String> row : table("limits")) {
      listed.put(row.get(2).replace("`", ""), row.get(1).split(" ", -1)[0]);
    }
    assertEquals(defaults, listed);
  }

  private static Object constant(String name) throws ReflectiveOperationException {
    int dot = name.lastIndexOf('.');
    Field field =
        Class.forName("roomtone.manager." + name.substring(0, dot))
            .getDeclaredField(name.substring(dot + 1));
    field.setAccessible(true);
    return field.get(null);
  }

  private static String seconds(String name) throws ReflectiveOperationException {
    return ((Duration) constant(name)).toSeconds() + " s";
  }

  @Test
  void the_numbers_it_lists_are_those_in_the_code() throws Exception {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("reports in a batch", String.valueOf(constant("play.PlayResource.MAX_REPORTS")));
    numbers.put("a clock's difference that counts as none", seconds("play.PlayReports.SAME_TIME"));
    double usual = (Double) constant("device.PollPace.SECONDS");
    double spread = (Double) constant("device.PollPace.SPREAD");
    double stretched = (Double) constant("device.PollPace.MAX_STRETCH");
    numbers.put("seconds between polls", String.valueOf(Math.round(usual)));
    numbers.put("… spread", Math.round(100 * spread) + " %");
    numbers.put("… at most, while busy", Math.round(usual * stretched * (1 + spread)) + " s");
    numbers.put(
        "missed polls until a player is offline",
        String.valueOf(constant("device.Heartbeats.MISSED_POLLS")));
    numbers.put(
        "songs on a page of the manifest",
        String.valueOf(constant("device.ManifestResource.PAGE_SIZE")));
    numbers.put(
        "songs kept ready without a library", String.valueOf(constant("device.Manifest.BEST")));
    numbers.put(
        "loudness that songs are brought to",
        "−%.0f LUFS".formatted(-(Double) constant("device.Snapshot$File.TARGET_LUFS")));
    numbers.put(
        "peaks stay below",
        "−%.0f dBFS".formatted(-(Double) constant("device.Snapshot$File.MAX_PEAK_DBFS")));
    numbers.put("an unknown token is remembered for", seconds("device.UnknownTokens.REMEMBERED"));
    numbers.put(
        "a pairing code lives for",
        ((Duration) constant("pairing.Pairings.LIFETIME")).toMinutes() + " minutes");
    numbers.put(
        "longest token", constant("device.DeviceRegistry.MAX_TOKEN_LENGTH") + " characters");
    String shown = ((Duration) constant("device.PresenceSecret.PERIOD")).toMinutes() + " minutes";
    assertEquals(span("presence_period"), shown);
    numbers.put("a presence code is shown, and is accepted afterwards, for", shown);
    numbers.put("age of a report", span("max_report_age"));
    numbers.put("a start moves the queue within", span("max_advance_age"));
    numbers.put(
        "a play without a reported end is over, after its length, in", span("end_report_grace"));
    numbers.put("a report may be ahead by", span("max_clock_error"));
    Map<String, String> listed = new LinkedHashMap<>();
    for (List<String> row : table("numbers")) {
      listed.put(row.get(0), row.get(1));
    }
    assertEquals(new TreeMap<>(numbers), new TreeMap<>(listed));
  }
}
