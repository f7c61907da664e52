package roomtone.manager.songtable;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.World;

/** A table with an error is refused as a whole, and the answer lists its errors. */
@QuarkusTest
class SongTableRefusedTest extends SongTableTestBase {

  @Test
  void every_error_is_listed_by_row_and_nothing_is_imported() {
    UUID archived = song("Table archived", null);
    world
        .sql()
        .update("update public.songs set archived_at = roomtone.now() where id = ?", archived);
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
  void wrong_numbers_of_an_embedding_are_refused(String numbers) {
    take("id," + FIVE + "\n" + rain + "," + numbers + "\n")
        .statusCode(400)
        .body("errors", hasSize(1))
        .body("errors[0].row", equalTo(2))
        .body("errors[0].column", equalTo("embedding"));
  }

  @Test
  void the_first_hundred_errors_are_listed_and_all_are_counted() {
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
        .body(
            "errors[0].message", startsWith("A quoted cell begins here and has no closing quote"));
    take("id,title\n" + wind + ",\"Fine, and \"\"quoted\"\"\"").statusCode(200);
    get(wind).body("title", equalTo("Fine, and \"quoted\""));
  }

  @Test
  void other_encodings_than_utf_8_are_refused() {
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
