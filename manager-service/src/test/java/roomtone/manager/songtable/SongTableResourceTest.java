package roomtone.manager.songtable;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Songs are exported as a table, and changed by one. */
@QuarkusTest
class SongTableResourceTest extends SongTableTestBase {

  @Test
  void an_export_that_is_imported_changes_nothing() {
    song("=HYPERLINK(\"https://example.org\")", "[1,0,0,0,0]");
    song("'=already marked", "[1e-05,0,0,0,0.7]");
    song("Of old \" quotes\nand, lines", "[2,-1,0,0,0]");
    UUID archived = song("Table archived", "[1,0,0,0,0]");
    world
        .sql()
        .update("update public.songs set archived_at = roomtone.now() where id = ?", archived);
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
    Object newest = world.sql().value("select max(updated_at) from public.songs");
    take(table).statusCode(200).body("changed", equalTo(0)).body("dry_run", equalTo(false));
    assertEquals(before, lines(), "lines in the audit log");
    assertEquals(newest, world.sql().value("select max(updated_at) from public.songs"));
  }

  @Test
  void a_table_longer_than_memory_holds_at_once_is_whole_and_in_order() {
    world
        .sql()
        .update(
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
    world
        .sql()
        .update("update public.songs set suggested_embedding = '[1,0,0,0,0]' where id = ?", wind);
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
  void a_dry_run_changes_nothing_and_says_what_would_change() {
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
  void tables_are_read_as_spreadsheets_write_them() {
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
}
