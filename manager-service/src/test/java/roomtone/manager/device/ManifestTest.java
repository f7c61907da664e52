package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;
import roomtone.page.PageRequest;

@QuarkusTest
@QuarkusTestResource(World.class)
class ManifestTest {

  private static final int SIZE = 3;

  World world;
  @Inject Manifest manifest;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  private Manifest.Part part(Room room, int page) {
    return manifest.of(room.id(), new PageRequest(page, SIZE));
  }

  private static List<UUID> songs(Manifest.Part... parts) {
    return Stream.of(parts)
        .flatMap(part -> part.items().stream().map(Manifest.Item::songId))
        .toList();
  }

  private Room roomWith(List<UUID> library) {
    Room room = world.room(admin, "Library");
    world.setLibrary(admin, room, library);
    return room;
  }

  private List<UUID> songs(int count) {
    List<UUID> songs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      songs.add(world.song(admin, "Song " + i));
    }
    return songs;
  }

  @Test
  void the_pages_of_one_revision_are_the_whole_list_in_order() {
    List<UUID> library = songs(7);
    Room room = roomWith(library);
    Manifest.Part first = part(room, 1);
    Manifest.Part second = part(room, 2);
    Manifest.Part third = part(room, 3);
    assertEquals(library, songs(first, second, third));
    assertEquals(7, first.total());
    assertEquals(first.revision(), second.revision());
    assertEquals(first.revision(), third.revision());
    assertEquals(List.of(), part(room, 4).items());
    assertEquals(first.revision(), part(room, 4).revision());
  }

  @Test
  void a_song_that_is_added_comes_last_and_one_that_is_removed_changes_the_revision() {
    List<UUID> library = songs(6);
    Room room = roomWith(library);
    Manifest.Part first = part(room, 1);
    UUID added = world.song(admin, "Added");
    library.add(added);
    world.setLibrary(admin, room, library);
    assertEquals(library.subList(3, 6), songs(part(room, 2)));
    assertNotEquals(first.revision(), part(room, 2).revision());
    // When a song of the first page is removed, the fourth moves to that page: who reads on would
    // miss it.
    String before = part(room, 2).revision();
    as(admin).delete("/api/admin/songs/" + library.get(0)).then().statusCode(204);
    assertFalse(songs(part(room, 2)).contains(library.get(3)));
    assertNotEquals(before, part(room, 2).revision());
  }

  @Test
  void a_replaced_file_changes_the_revision_and_its_title_does_not() {
    List<UUID> library = songs(2);
    Room room = roomWith(library);
    String before = part(room, 1).revision();
    world.sql().update("update public.songs set title = 'Renamed' where id = ?", library.get(0));
    assertEquals(before, part(room, 1).revision());
    world
        .sql()
        .update(
            "update public.songs set sha256 = encode(sha256(convert_to(sha256, 'UTF8')), 'hex') where id = ?",
            library.get(0));
    assertNotEquals(before, part(room, 1).revision());
  }

  @Test
  void gain_length_and_title_are_those_of_a_poll() {
    UUID quiet = songs(1).getFirst();
    world
        .sql()
        .update("update public.songs set loudness_lufs = -30, peak_dbfs = -4 where id = ?", quiet);
    Room room = roomWith(List.of(quiet));
    Manifest.Item item = part(room, 1).items().getFirst();
    assertEquals(3, item.gainDb());
    assertEquals(180, item.playSeconds());
    assertTrue(item.loop());
    assertEquals("Song 0", item.title());
    device(room.token())
        .get("/api/player/poll")
        .then()
        .body("next[0].gain_db", org.hamcrest.Matchers.equalTo(3f));
  }
}
