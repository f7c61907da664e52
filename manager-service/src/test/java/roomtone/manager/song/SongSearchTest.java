package roomtone.manager.song;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** Songs are searched, filtered and sorted in a catalogue of 20,000. */
@QuarkusTest
@QuarkusTestResource(World.class)
class SongSearchTest {

  private static final int MANY = 20_000;

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  /** Removes the songs of these tests, which other tests do not expect. */
  @AfterEach
  void clear() {
    world.sql().update("delete from public.songs where file_url like 'https://search.test/%'");
  }

  private UUID song(String title, String artist, Integer duration, Float loudness) {
    SongRow row =
        SongRow.titled(title).artist(artist).fileUrl("https://search.test/" + UUID.randomUUID());
    if (duration != null) {
      row = row.duration(Duration.ofSeconds(duration));
    }
    if (loudness != null) {
      row = row.loudness(loudness);
    }
    return row.insert(world.sql());
  }

  private ValidatableResponse find(String query, Object... values) {
    return as(admin).get("/api/admin/songs?" + query, values).then();
  }

  @ParameterizedTest
  @CsvSource({
    "foret, Forêt",
    "FORÊT, Forêt",
    "pluie foret, Forêt",
    "zoelie, Forêt",
    "сибирь, СИБИРЬ",
    "100%, 100% Wind_Chime",
    "d_c, 100% Wind_Chime",
    "\\, Back\\slash",
    "straße, Straße"
  })
  void words_are_found_whatever_their_case_and_accents_and_wildcards_are_literal(
      String search, String found) {
    song("Forêt de pluie", "Zoëlie", 60, null);
    song("СИБИРЬ", null, 60, null);
    song("100% Wind_Chime", null, 60, null);
    song("1000 WindXChimes", null, 60, null);
    song("Back\\slash", null, 60, null);
    song("Straße", null, 60, null);
    find("search={search}", search).statusCode(200).body("items", hasSize(1));
    String title = find("search={search}", search).extract().path("items[0].title");
    assertTrue(title.startsWith(found), title);
  }

  @Test
  void a_changed_title_is_found_by_its_new_name_alone() {
    UUID song = song("Brook", null, 60, null);
    as(admin)
        .contentType("application/json")
        .body(Map.of("title", "Rivulet"))
        .patch("/api/admin/songs/" + song)
        .then()
        .statusCode(200);
    find("search=rivulet").body("items.id", contains(song.toString()));
    find("search=brook").body("items", hasSize(0));
  }

  @Test
  void songs_are_filtered_by_what_is_known_of_them() {
    UUID known = song("Filter known", null, 100, null);
    UUID waiting = song("Filter waiting", null, 200, null);
    UUID gone = song("Filter gone", null, null, null);
    world.sql().update("update public.songs set embedding = '[1,0,0,0,0]' where id = ?", known);
    world
        .sql()
        .update(
            "update public.songs set suggested_embedding = '[1,0,0,0,0]', type = 'instrumental' where id = ?",
            waiting);
    world.sql().update("update public.songs set archived_at = roomtone.now() where id = ?", gone);
    String all = "search=filter&archived=all&";
    find("search=filter")
        .body("items.id", containsInAnyOrder(known.toString(), waiting.toString()));
    find("search=filter&archived=true").body("items.id", contains(gone.toString()));
    find(all).body("total", equalTo(3));
    find(all + "embedding=true").body("items.id", contains(known.toString()));
    find(all + "embedding=false").body("total", equalTo(2));
    find(all + "suggested=true").body("items.id", contains(waiting.toString()));
    find(all + "type=instrumental").body("items.id", contains(waiting.toString()));
    find(all + "min_duration=100&max_duration=150").body("items.id", contains(known.toString()));
    Room room = world.room(admin, "Filtered");
    world.setLibrary(admin, room, List.of(waiting));
    find("in_library_of=" + room.id()).body("items.id", contains(waiting.toString()));
    LocalAuth.Session manager = world.manager();
    as(manager)
        .get("/api/admin/songs?in_library_of=" + room.id())
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-player"));
  }

  @Test
  void songs_are_sorted_and_what_is_unknown_stands_last() {
    song("Sorted éclair", "b", 3, -10f);
    song("sorted Zebra", "A", 1, null);
    song("SORTED apple", null, null, -30f);
    String by = "search=sorted&sort=";
    find(by + "title")
        .body("items.title", contains("SORTED apple", "Sorted éclair", "sorted Zebra"));
    find(by + "-title").body("items.title[0]", equalTo("sorted Zebra"));
    find(by + "artist").body("items.artist", contains("A", "b", null));
    find(by + "-artist").body("items.artist", contains("b", "A", null));
    find(by + "duration").body("items.duration", contains(1, 3, null));
    find(by + "-loudness").body("items.loudness_lufs", contains(-10f, -30f, null));
    find(by + "created")
        .body("items.title", contains("Sorted éclair", "sorted Zebra", "SORTED apple"));
    find("search=sorted").body("items.title[0]", equalTo("SORTED apple"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=taste",
        "sort=title;drop table songs",
        "type=noise",
        "archived=maybe",
        "embedding=1",
        "suggested=yes",
        "min_duration=-1",
        "min_duration=NaN",
        "max_duration=long",
        "in_library_of=lobby",
        "search=a b c d e f g h i j k",
        "page=0",
        "size=0",
        "size=201"
      })
  void malformed_parameters_are_refused(String query) {
    find(query)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-field"));
  }

  @Test
  void among_20000_songs_a_page_reads_no_more_than_it_must() throws Exception {
    world
        .sql()
        .update(
            """
        insert into public.songs (title, artist, file_url, duration, created_at)
        select 'Catalogue ' || md5(n::text), 'Artist ' || n % 500, 'https://search.test/' || n, n % 600 + 1,
          roomtone.now() - n * interval '1 minute'
        from generate_series(1, ?) n
        """,
            MANY);
    world.sql().update("analyze public.songs");
    world.sql().update("vacuum public.songs");
    SongFilter all = filter(null);
    assertEquals(0, seen(SongSearch.pageSql("%s", SongOrder.by("-created")), all).sorted());
    assertTrue(seen(SongSearch.pageSql("%s", SongOrder.by("-created")), all).rows() <= 200);
    assertTrue(seen(SongSearch.pageSql("%s", SongOrder.by("created")), all).rows() <= 200);
    assertTrue(seen(SongSearch.pageSql("%s", SongOrder.by("title")), all).rows() <= 200);
    assertTrue(seen(SongSearch.pageSql("%s", SongOrder.by("-title")), all).rows() <= 200);
    // The words of one song in 20,000 are found by their trigrams.
    String rare = (String) world.sql().value("select substr(md5('777'), 1, 12)");
    Seen search = seen(SongSearch.pageSql("%s", SongOrder.by("-loudness")), filter(rare));
    assertTrue(search.rows() <= 10, search.toString());
    assertTrue(search.plan().contains("songs_search_idx"), search.plan());
    assertTrue(seen(SongSearch.countSql("%s"), filter(rare)).rows() <= 10);
    // A condition without an index reads each song once; the sort keeps no more than the page.
    Seen sorted = seen(SongSearch.pageSql("%s", SongOrder.by("duration")), all);
    assertTrue(
        sorted.rows() <= 2 * MANY && sorted.plan().contains("top-N heapsort"), sorted.plan());
  }

  private static SongFilter filter(String word) {
    return new SongFilter(
        word == null ? List.of() : List.of(word),
        null,
        SongFilter.Shown.IN_USE,
        null,
        null,
        null,
        null,
        null);
  }

  /** How many rows the scans of a plan gave or threw away, and how many kilobytes were sorted. */
  private record Seen(long rows, long sorted, String plan) {}

  private Seen seen(String sql, SongFilter filter) throws Exception {
    Map<String, Object> values = new HashMap<>();
    String statement =
        "explain (analyze, format json) " + sql.formatted(filter.where(values)).replace("%%", "%");
    values.put("size", 50);
    values.put("first", 0);
    List<Object> inOrder = new ArrayList<>();
    Matcher names = Pattern.compile("(?<!:):(\\w+)").matcher(statement);
    String bound =
        names.replaceAll(
            name -> {
              inOrder.add(values.get(name.group(1)));
              return "?";
            });
    try (Sql service = world.database().sql("manager_service")) {
      String text = service.text(bound, inOrder.toArray());
      JsonNode plan = new ObjectMapper().readTree(text).get(0).get("Plan");
      return new Seen(rows(plan), sorted(plan), text);
    }
  }

  private static long rows(JsonNode node) {
    long own =
        node.path("Node Type").asText().contains("Scan")
            ? node.path("Actual Rows").asLong()
                + node.path("Rows Removed by Filter").asLong()
                + node.path("Rows Removed by Index Recheck").asLong()
            : 0;
    for (JsonNode child : node.path("Plans")) {
      own += rows(child);
    }
    return own;
  }

  private static long sorted(JsonNode node) {
    long own = node.path("Sort Space Used").asLong();
    for (JsonNode child : node.path("Plans")) {
      own += sorted(child);
    }
    return own;
  }
}
