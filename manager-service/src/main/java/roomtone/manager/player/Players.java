package roomtone.manager.player;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.model.NewestPlay;

/** The rows of the players. */
@ApplicationScoped
class Players {

  private final Session database;

  Players(Session database) {
    this.database = database;
  }

  Optional<ManagedPlayer> find(UUID id) {
    return Optional.ofNullable(database.find(ManagedPlayer.class, id));
  }

  /**
   * Adds a player.
   *
   * @param slug null: the database derives it from the name
   * @param managerId null: the admins manage it
   * @param presence open or code
   * @param token the hash of its token
   */
  ManagedPlayer add(String name, String slug, UUID managerId, String presence, String token) {
    UUID id =
        database
            .createNativeQuery(
                """
                insert into public.players (name, slug, manager_id, presence, token)
                values (:name, cast(:slug as text), cast(:manager as uuid), :presence, :token)
                returning id
                """,
                UUID.class)
            .setParameter("name", name)
            .setParameter("slug", slug, String.class)
            .setParameter("manager", managerId, UUID.class)
            .setParameter("presence", presence)
            .setParameter("token", token)
            .getSingleResult();
    return database.find(ManagedPlayer.class, id);
  }

  /** Gives the player another token; the old one opens nothing from now on. */
  void changeToken(UUID player, String token) {
    database
        .createNativeMutationQuery("update public.players set token = :token where id = :player")
        .setParameter("token", token)
        .setParameter("player", player)
        .executeUpdate();
  }

  /** Locks the assignment of slugs until the transaction ends, also for the database's own. */
  void lockSlugs() {
    database
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtext('roomtone.players.slug'))", Integer.class)
        .getSingleResult();
  }

  boolean slugIsTaken(String slug, UUID except) {
    return database
            .createNativeQuery(
                "select count(*) from public.players where slug = :slug and id is distinct from cast(:except as uuid)",
                Long.class)
            .setParameter("slug", slug)
            .setParameter("except", except, UUID.class)
            .getSingleResult()
        > 0;
  }

  boolean isUser(UUID id) {
    return database
            .createSelectionQuery("select count(*) from Profile where id = :id", Long.class)
            .setParameter("id", id)
            .getSingleResult()
        > 0;
  }

  /** The newest play, while it runs. */
  Optional<UUID> runningPlay(UUID player) {
    return database
        .createNativeQuery(
            """
            select newest.id from public.players p
            cross join lateral (%s) newest
            join public.songs s on s.id = newest.song_id
            where p.id = :player and %s
            """
                .formatted(NewestPlay.of("p.id"), NewestPlay.runs("newest", "s", "p")),
            UUID.class)
        .setParameter("player", player)
        .uniqueResultOptional();
  }

  /** Writes the changes and reads back what the database derived from them. */
  void flush(ManagedPlayer player) {
    database.flush();
    database.refresh(player);
  }
}
