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
 * Loads the demo's accounts, songs and rooms through the APIs of the services. It adds only what is
 * missing, so that it may run again after any interruption and keeps the changes of visitors.
 */
final class DemoLoader {

  private static final String MANAGER = "manager@example.org";
  private static final String LISTENER = "listener@example.org";

  private final DemoDatabase database;
  private final ServiceClient services;
  private final DemoSounds sounds;
  private final Consumer<String> say;
  private boolean signedIn;

  DemoLoader(
      DemoDatabase database, ServiceClient services, DemoSounds sounds, Consumer<String> say) {
    this.database = database;
    this.services = services;
    this.sounds = sounds;
    this.say = say;
  }

  /** Loads the accounts; needs no manager. */
  void loadPeople() throws SQLException, IOException, InterruptedException {
    // Before the accounts, since everybody knows their passwords.
    database.markAsDemo();
    for (String email : List.of(Demo.ADMIN, MANAGER, LISTENER)) {
      services.signUp(email, Demo.PASSWORD);
    }
    database.makeFirstAdmin(Demo.ADMIN);
  }

  /** Loads the rooms and the songs of the garden. */
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

  /** Loads the other songs of the catalogue. */
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
    ObjectNode player = ServiceClient.object().put("name", room.name()).put("slug", room.slug());
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

  /** Signs in once, before the first call that needs it: the password may have been changed. */
  private void signIn() throws IOException, InterruptedException {
    if (!signedIn) {
      services.signIn(Demo.ADMIN, Demo.PASSWORD);
      signedIn = true;
    }
  }
}
