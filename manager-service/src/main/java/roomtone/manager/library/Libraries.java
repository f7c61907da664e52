package roomtone.manager.library;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** The rows of the libraries. */
@ApplicationScoped
class Libraries {

  private final Session database;

  Libraries(Session database) {
    this.database = database;
  }

  /** The songs in use of a player's library, in the order in which they came into the catalogue. */
  List<UUID> songsOf(UUID player) {
    return database
        .createSelectionQuery(
            """
            select l.songId from LibrarySong l join Song s on s.id = l.songId
            where l.playerId = :player and s.archivedAt is null order by s.createdAt, s.id
            """,
            UUID.class)
        .setParameter("player", player)
        .list();
  }

  /** Whether a player has a library, be it of archived songs alone. */
  boolean exists(UUID player) {
    return database
        .createNativeQuery(
            "select exists (select from public.player_library where player_id = :player)",
            Boolean.class)
        .setParameter("player", player)
        .getSingleResult();
  }

  /** Those of the songs that are not archived. */
  List<UUID> inUse(List<UUID> songs) {
    return database
        .createSelectionQuery(
            "select id from Song where id in (:songs) and archivedAt is null", UUID.class)
        .setParameter("songs", songs)
        .list();
  }

  /** Makes these songs, and no others, the player's library. */
  void replace(UUID player, List<UUID> songs) {
    UUID[] ids = songs.toArray(UUID[]::new);
    database
        .createNativeMutationQuery(
            "delete from public.player_library where player_id = :player and song_id <> all (:songs)")
        .setParameter("player", player)
        .setParameter("songs", ids)
        .executeUpdate();
    database
        .createNativeMutationQuery(
            """
            insert into public.player_library (player_id, song_id)
            select :player, song.id from unnest(:songs) as song (id)
            on conflict (player_id, song_id) do nothing
            """)
        .setParameter("player", player)
        .setParameter("songs", ids)
        .executeUpdate();
  }
}
