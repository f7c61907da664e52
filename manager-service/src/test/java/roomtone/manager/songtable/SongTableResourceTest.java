package roomtone.manager.songtable;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;

/** Songs as a table, out and in. */
@QuarkusTest
@QuarkusTestResource(World.class)
class SongTableResourceTest {

  private static final String FIVE = "rain,sea_waves,thunderstorm,wind,crackling_fire";

  World world;
  LocalAuth.Session admin;
  UUID rain;
  UUID wind;

  @BeforeEach
  void two_songs() {
    admin = world.admin();
    rain = song("Table rain", "[0.1,0,0.30000001,0,1]");
    wind = song("Table wind", null);
  }

  @AfterEach
  void clear() {
    world.run("delete from public.songs where file_url like 'https://table.test/%'");
  }

  private UUID song(String title, String embedding) {
    return (UUID)
        world.ask(
            """
            insert into public.songs (title, artist, embedding, file_url)
            values (?, 'Somebody', ?::extensions.vector, 'https://table.test/' || gen_random_uuid()) returning id
            """,
            title,
            embedding);
  }

  private ValidatableResponse take(String table) {
    return take("", table);
  }

  private ValidatableResponse take(String query, String table) {
    return World.table(as(admin), table).post("/api/admin/songs.csv" + query).then();
  }

  private ValidatableResponse get(UUID song) {
    return as(admin).get("/api/admin/songs/" + song).then();
  }

  private String export(String query) {
    return as(admin)
        .get("/api/admin/songs.csv?" + query)
        .then()
        .statusCode(200)
        .contentType("text/csv; charset=UTF-8; header=present")
        .extract()
        .asString();
  }

  private long lines() {
    return (Long) world.ask("select count(*) from roomtone.audit_log");
  }

  @Test
  void what_goes_out_and_comes_back_changes_nothing() {
    song("=HYPERLINK(\"https://example.org\")", "[1,0,0,0,0]");
    song("'=already marked", "[1e-05,0,0,0,0.7]");
    song("Of old \" quotes\nand, lines", "[2,-1,0,0,0]");
    UUID archived = song("Table archived", "[1,0,0,0,0]");
    world.run("update public.songs set archived_at = roomtone.now() where id = ?", archived);
    String table = export("archived=all");
    assertTrue(
        table.startsWith(
            "id,title,artist,type,"
                + FIVE
                + ",archived,embedding_source,duration,bpm,loudness_lufs,peak_dbfs,content_type,size_bytes,sha256,created_at\r\n"),
        table);
    assertTrue(
        table.contains(rain + ",Table rain,Somebody,soundscape,0.1,0,0.3,0,1,false,"), table);
    assertTrue(table.contains(wind + ",Table wind,Somebody,soundscape,,,,,,false,"), table);
    assertTrue(table.contains(",\"'=HYPERLINK("), table);
    assertTrue(table.contains(",''=already marked,"), table);
    long before = lines();
    Object newest = world.ask("select max(updated_at) from public.songs");
    take(table).statusCode(200).body("changed", equalTo(0)).body("dry_run", equalTo(false));
    assertEquals(before, lines(), "lines in the audit log");
    assertEquals(newest, world.ask("select max(updated_at) from public.songs"));
  }

  @Test
  void a_table_longer_than_memory_holds_at_once_is_whole_and_in_order() {
    world.run(
        """
        insert into public.songs (title, file_url)
        select 'Bulk ' || lpad((n / 3)::text, 5, '0'), 'https://table.test/' || n from generate_series(1, 2500) n
        """);
    List<String> rows = export("search=bulk").lines().skip(1).toList();
    assertEquals(2500, rows.size());
    assertEquals(2500, rows.stream().map(row -> row.substring(0, 36)).distinct().count());
    List<String> titles =
        rows.stream().map(row -> row.substring(37, row.indexOf(',', 37))).toList();
    assertEquals(titles.stream().sorted().toList(), titles);
  }

  @Test
  void what_differs_is_changed_with_one_line_in_the_log() {
    long before = lines();
    take("id,title,artist,type,"
            + FIVE
            + "\n%s,Drizzle,,instrumental,0.5,0,0,0,0\n%s,Table wind,Somebody,soundscape,0,0,0,1,0\n"
                .formatted(rain, wind))
        .statusCode(200)
        .body("rows", equalTo(2))
        .body("changed", equalTo(2))
        .body("fields", equalTo(Map.of("title", 1, "artist", 1, "type", 1, "embedding", 2)));
    get(rain)
        .body("title", equalTo("Drizzle"))
        .body("artist", nullValue())
        .body("type", equalTo("instrumental"))
        .body("embedding", contains(0.5f, 0f, 0f, 0f, 0f))
        .body("embedding_source", equalTo("manual"));
    get(wind).body("title", equalTo("Table wind")).body("embedding", contains(0f, 0f, 0f, 1f, 0f));
    assertEquals(before + 1, lines());
    as(admin)
        .get("/api/admin/audit?size=1&thing=song&actor_id=" + admin.userId())
        .then()
        .body("items[0].action", equalTo("import"))
        .body("items[0].thing_id", nullValue())
        .body("items[0].before.'" + rain + "'.title", equalTo("Table rain"))
        .body("items[0].after.'" + rain + "'.title", equalTo("Drizzle"))
        .body("items[0].after.'" + wind + "'.size()", equalTo(1));
  }

  @Test
  void five_empty_cells_are_an_unknown_embedding_and_a_confirmed_one_ends_the_suggestion() {
    world.run("update public.songs set suggested_embedding = '[1,0,0,0,0]' where id = ?", wind);
    take("id," + FIVE + "\n" + rain + ",,,,,\n" + wind + ",1,0,0,0,0\n").statusCode(200);
    get(rain).body("embedding", nullValue()).body("embedding_source", nullValue());
    get(wind).body("suggested_embedding", nullValue()).body("embedding", hasSize(5));
  }

  @Test
  void a_column_that_is_not_there_stays_as_it_is() {
    take("title,id\nOnly the title," + rain + "\n").statusCode(200).body("changed", equalTo(1));
    get(rain)
        .body("title", equalTo("Only the title"))
        .body("artist", equalTo("Somebody"))
        .body("embedding", hasSize(5));
  }

  @Test
  void trying_changes_nothing_and_says_what_would() {
    long before = lines();
    take("?dry_run=true", "id,title\n" + rain + ",Tried\n" + wind + ",Table wind\n")
        .statusCode(200)
        .body("dry_run", equalTo(true))
        .body("rows", equalTo(2))
        .body("changed", equalTo(1))
        .body("unchanged", equalTo(1))
        .body("fields.title", equalTo(1));
    get(rain).body("title", equalTo("Table rain"));
    assertEquals(before, lines());
  }

  @Test
  void what_spreadsheets_make_of_a_table_is_understood() {
    take("\uFEFFID;Title;"
            + FIVE.replace(',', ';')
            + "\r\n%s;\"Rain; \"\"heavy\"\"\";0,25;0;0;0;1\r\n\r\n;;;;;;;\r\n".formatted(rain))
        .statusCode(200)
        .body("rows", equalTo(1))
        .body("changed", equalTo(1));
    get(rain)
        .body("title", equalTo("Rain; \"heavy\""))
        .body("embedding", contains(0.25f, 0f, 0f, 0f, 1f));
    take("id\ttitle\r" + rain + "\tTabbed\r").statusCode(200).body("changed", equalTo(1));
  }

  @Test
  void script_and_formulas_are_names_like_any_other() {
    String script = "<script>alert(1)</script>";
    take("id,title,artist\n%s,%s,'=1+1\n".formatted(rain, script)).statusCode(200);
    get(rain)
        .contentType("application/json")
        .body("title", equalTo(script))
        .body("artist", equalTo("=1+1"));
    assertTrue(export("search=script").contains(",'=1+1,"));
  }

  @Test
  void all_that_does_not_fit_is_told_by_row_and_nothing_is_imported() {
    UUID archived = song("Table archived", null);
    world.run("update public.songs set archived_at = roomtone.now() where id = ?", archived);
    UUID nobody = UUID.randomUUID();
    String table =
        "id,title,type,"
            + FIVE
            + "\n"
            + rain
            + ",Good,soundscape,1,0,0,0,0\n"
            + wind
            + ",,noise,NaN,0,0,0,0\n"
            + archived
            + ",Changed,soundscape,,,,,\n"
            + nobody
            + ",Unknown,soundscape,,,,,\n"
            + "lobby,No id,soundscape,,,,,\n"
            + rain
            + ",Twice,soundscape,,,,,\n"
            + "\n"
            + song("Table more", null)
            + ",More,soundscape,1,0,0,0,0,extra\n";
    take(table)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-rows"))
        .body("error_count", equalTo(8))
        .body(
            "errors.collect { it.row + ' ' + it.column }.sort()",
            contains(
                "3 embedding", "3 title", "3 type", "4 null", "5 id", "6 id", "7 id", "9 null"));
    get(rain).body("title", equalTo("Table rain"));
    take("?dry_run=true", table).statusCode(400).body("error_count", equalTo(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN,0,0,0,0",
        "Infinity,0,0,0,0",
        "0x1p3,0,0,0,0",
        "1.5,0,0,0,0",
        "-0.1,0,0,0,0",
        "0,0,0,0,0",
        "1,0,0,0,",
        "1,0,0,0",
        "1e999999999,0,0,0,0",
        "\"0,5\",0,0,0,0",
        "one,0,0,0,0"
      })
  void five_numbers_that_are_none_are_refused(String numbers) {
    take("id," + FIVE + "\n" + rain + "," + numbers + "\n")
        .statusCode(400)
        .body("errors", hasSize(1))
        .body("errors[0].row", equalTo(2))
        .body("errors[0].column", equalTo("embedding"));
  }

  @Test
  void the_first_hundred_errors_are_told_and_all_are_counted() {
    String rows =
        IntStream.rangeClosed(1, 150).mapToObj(n -> "x,y\n").collect(Collectors.joining());
    take("id,title\n" + rows)
        .statusCode(400)
        .body("errors", hasSize(100))
        .body("errors[99].row", equalTo(101))
        .body("error_count", equalTo(150));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "title\nRain\n",
        "id\n",
        "id,name\n",
        "id,title,title\n",
        "id,rain,wind\n",
        "id,title,\n",
        "{\"id\": 1}",
        "id,duration\n"
      })
  void wrong_missing_and_double_columns_are_named(String table) {
    take(table)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:wrong-columns"));
  }

  @Test
  void a_quote_that_never_ends_is_found() {
    take("id,title\n" + wind + ",Fine\n" + rain + ",\"Open\"x\n")
        .statusCode(400)
        .body("errors[0].row", equalTo(3));
    get(wind).body("title", equalTo("Table wind"));
    take("id,title\n" + wind + ",Fine\n" + rain + ",\"Cut off in the mid")
        .statusCode(400)
        .body("detail", startsWith("1 error, "))
        .body("errors.row", contains(3))
        .body("errors[0].message", startsWith("A quote is opened here and never closed"));
    take("id,title\n" + wind + ",\"Fine, and \"\"quoted\"\"\"").statusCode(200);
    get(wind).body("title", equalTo("Fine, and \"quoted\""));
  }

  @Test
  void other_alphabets_than_utf_8_are_refused() {
    byte[] latin = ("id,title\n" + rain + ",Forêt\n").getBytes(StandardCharsets.ISO_8859_1);
    as(admin)
        .contentType("text/csv")
        .body(latin)
        .post("/api/admin/songs.csv")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:not-utf-8"));
  }

  @Test
  void too_long_and_too_large_tables_are_refused() {
    String row = UUID.randomUUID() + ",x\n";
    take("id,title\n" + row.repeat(SongTable.MAX_ROWS + 1))
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:too-many-rows"));
    take("id,title\n" + "x".repeat(5 * 1024 * 1024))
        .statusCode(413)
        .body("type", equalTo("urn:roomtone:problem:too-large"));
  }

  @Test
  void only_admins_change_and_staff_alone_read() {
    String table = "id,title\n" + rain + ",Mine\n";
    World.table(as(world.manager()), table).post("/api/admin/songs.csv").then().statusCode(403);
    as(world.manager()).get("/api/admin/songs.csv").then().statusCode(200);
    as(world.listener()).get("/api/admin/songs.csv").then().statusCode(403);
    assertFalse(export("search=table").contains("Mine"));
    as(admin)
        .contentType("application/json")
        .body("{}")
        .post("/api/admin/songs.csv")
        .then()
        .statusCode(415);
    take("?dry_run=perhaps", table).statusCode(400);
  }
}
