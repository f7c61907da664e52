package roomtone.manager.songtable;

import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.SongRow;
import roomtone.manager.World;

/** Two songs, and how an admin exports and imports tables of songs. */
@QuarkusTestResource(World.class)
abstract class SongTableTestBase {

  static final String FIVE = "rain,sea_waves,thunderstorm,wind,crackling_fire";

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
    world.sql().update("delete from public.songs where file_url like 'https://table.test/%'");
  }

  UUID song(String title, String embedding) {
    return SongRow.titled(title)
        .artist("Somebody")
        .embedding(embedding)
        .fileUrl("https://table.test/" + UUID.randomUUID())
        .insert(world.sql());
  }

  ValidatableResponse take(String table) {
    return take("", table);
  }

  ValidatableResponse take(String query, String table) {
    return World.table(as(admin), table).post("/api/admin/songs.csv" + query).then();
  }

  ValidatableResponse get(UUID song) {
    return as(admin).get("/api/admin/songs/" + song).then();
  }

  String export(String query) {
    return as(admin)
        .get("/api/admin/songs.csv?" + query)
        .then()
        .statusCode(200)
        .contentType("text/csv; charset=UTF-8; header=present")
        .extract()
        .asString();
  }

  long lines() {
    return (Long) world.sql().value("select count(*) from roomtone.audit_log");
  }
}
