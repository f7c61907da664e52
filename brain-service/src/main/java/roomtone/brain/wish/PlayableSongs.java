package roomtone.brain.wish;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import roomtone.page.Page;
import roomtone.page.PageRequest;

/** Finds the songs that a room may play, by the SQL function playable_songs. */
@ApplicationScoped
class PlayableSongs {

  private final Session rows;

  PlayableSongs(Session rows) {
    this.rows = rows;
  }

  /** A song that a room may play. */
  record PlayableSong(
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(nullable = true, examples = "Nature") String artist) {}

  /** A row of the function; without a song on a page behind the last. */
  private record Found(UUID songId, String title, String artist, Long total) {

    private PlayableSong song() {
      return new PlayableSong(songId, title, artist);
    }
  }

  /** Returns whether a listener is checked in to a room. */
  @Transactional
  boolean isCheckedIn(UUID listener, UUID player) {
    return rows.createNativeQuery(
            """
            select exists (
              select from sessions
              where user_id = :listener and player_id = :player and status = 'active'
                and expires_at > (select roomtone.now()))
            """,
            Boolean.class)
        .setParameter("listener", listener)
        .setParameter("player", player)
        .getSingleResult();
  }

  /**
   * Returns a page of the songs that a room may play now, by title.
   *
   * @param search words that all stand in title or artist, whatever their case and accents; empty
   *     for all songs
   */
  @Transactional
  Page<PlayableSong> find(UUID player, String search, PageRequest page) {
    List<Found> found =
        rows.createNativeQuery(
                """
                select s.song_id, s.title, s.artist, s.total
                from roomtone.playable_songs(:player, :search, :size, :first)
                  with ordinality as s (song_id, title, artist, total, place)
                order by s.place
                """,
                Found.class)
            .setParameter("player", player)
            .setParameter("search", search)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .getResultList();
    return page.with(
        found.stream().filter(row -> row.songId() != null).map(Found::song).toList(),
        found.getFirst().total());
  }
}
