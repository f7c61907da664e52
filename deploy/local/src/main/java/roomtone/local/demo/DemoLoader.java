package roomtone.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import roomtone.local.demo.DemoSounds.Sound;

/**
 * Puts the demo's people, songs and rooms in through the services' own calls. It looks first what
 * is there and adds what is missing, so it may run again after any interruption, and what a visitor
 * has changed stays changed.
 */
final class DemoLoader {

  private static final String ADMIN = "admin@example.org";
  private static final String MANAGER = "manager@example.org";
  private static final String LISTENER = "listener@example.org";
  private static final String PASSWORD = "roomtone-demo";

  private final DemoDatabase database;
  private final Services services;
  private final DemoSounds sounds;
  private final Consumer<String> say;
  private boolean signedIn;

  DemoLoader(DemoDatabase database, Services services, DemoSounds sounds, Consumer<String> say) {
    this.database = database;
    this.services = services;
    this.sounds = sounds;
    this.say = say;
  }

  /** Needs no manager yet. */
  void loadPeople() throws SQLException, IOException, InterruptedException {
    // First of all: from here on there are accounts whose passwords everybody knows.
    database.markAsDemo();
    for (String email : List.of(ADMIN, MANAGER, LISTENER)) {
      services.signUp(email, PASSWORD);
    }
    database.makeFirstAdmin(ADMIN);
  }

  /** Songs and rooms, as far as the garden's device needs them. */
  void loadGarden() throws SQLException, IOException, InterruptedException {
    List<UUID> songs = loadSongs(DemoSong.catalogue().stream().filter(DemoSong::inGarden).toList());
    if (database.player(DemoRoom.GARDEN).isEmpty()) {
      loadGardenWithItsManager();
    }
    if (database.isUntouched(DemoRoom.GARDEN)) {
      signIn();
      services.setLibrary(database.player(DemoRoom.GARDEN).orElseThrow(), songs);
    }
    if (database.player(DemoRoom.LOBBY).isEmpty()) {
      create(DemoRoom.LOBBY, Optional.empty());
    }
    database.setToken(DemoRoom.GARDEN);
    database.setToken(DemoRoom.LOBBY);
  }

  /** The rest of the catalogue. */
  void loadOtherSongs() throws SQLException, IOException, InterruptedException {
    loadSongs(DemoSong.catalogue().stream().filter(song -> !song.inGarden()).toList());
  }

  private void loadGardenWithItsManager() throws SQLException, IOException, InterruptedException {
    Optional<UUID> manager = database.user(MANAGER);
    if (manager.isPresent()) {
      signIn();
      services.setRole(manager.get(), "manager");
    }
    create(DemoRoom.GARDEN, manager);
  }

  private void create(DemoRoom room, Optional<UUID> managedBy)
      throws IOException, InterruptedException {
    signIn();
    ObjectNode player = Services.object().put("name", room.name()).put("slug", room.slug());
    managedBy.ifPresent(id -> player.put("manager_id", id.toString()));
    services.createPlayer(player);
  }

  private List<UUID> loadSongs(List<DemoSong> songs)
      throws SQLException, IOException, InterruptedException {
    List<UUID> ids = new ArrayList<>();
    int uploaded = 0;
    for (DemoSong song : songs) {
      Sound sound = sounds.of(song);
      Optional<UUID> known = database.song(sound.sha256());
      if (known.isEmpty()) {
        signIn();
        known = Optional.of(services.upload(sound));
        uploaded++;
      }
      ids.add(known.get());
    }
    if (uploaded > 0) {
      say.accept("Demo: %d songs uploaded".formatted(uploaded));
    }
    return ids;
  }

  /** Once, and only when there is something to do: the visitor may have changed the password. */
  private void signIn() throws IOException, InterruptedException {
    if (!signedIn) {
      services.signIn(ADMIN, PASSWORD);
      signedIn = true;
    }
  }
}
