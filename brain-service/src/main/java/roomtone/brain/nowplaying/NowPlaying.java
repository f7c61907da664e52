package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.Session;
import roomtone.brain.nowplaying.RoomState.CurrentSong;
import roomtone.brain.nowplaying.RoomState.Dimension;
import roomtone.brain.nowplaying.RoomState.PickReason;
import roomtone.brain.nowplaying.RoomState.QueueEntry;
import roomtone.brain.player.PublicPlayer;
import roomtone.model.Dimensions;
import roomtone.model.NewestPlay;
import roomtone.model.Player;
import roomtone.model.RoomCondition;

/** Reads what plays in a room, as its device reported it, and what is next, as its queue says. */
@ApplicationScoped
class NowPlaying {

  /** Selects what runs at a player p: its newest play until its end is reported or it is over. */
  static final String RUNNING =
      """
      select newest.*, s.title, s.artist, %s as play_seconds
      from (%s) newest
      join songs s on s.id = newest.song_id
      where %s
      """
          .formatted(
              NewestPlay.seconds("s", "p"),
              NewestPlay.withAllColumns("p.id"),
              NewestPlay.runs("newest", "s", "p"));

  /**
   * The columns of {@link Pick} that a queue entry and a play share; the placeholder is its alias.
   */
  private static final String PICK =
      """
      %1$s.song_id, %1$s.reason,
        coalesce(%1$s.listeners, 0) >= (select i.disclosure_minimum from roomtone.installation i) as had_enough_listeners,
        cast(%1$s.song_vector as text) as sound, cast(%1$s.wanted as text) as wanted,
        cast(%1$s.wanted_unweighted as text) as unweighted, %1$s.reputation, coalesce(not %1$s.heard_before, false) as is_first_time,
        (%1$s.song_vector operator(extensions.<=>) %1$s.wanted_unweighted)
          - (%1$s.song_vector operator(extensions.<=>) %1$s.wanted) as catch_up""";

  private final Session rows;
  private final Explanations explanations;
  private final Dimensions dimensions;
  private final Messages messages;

  NowPlaying(Session rows, Explanations explanations, Dimensions dimensions, Messages messages) {
    this.rows = rows;
    this.explanations = explanations;
    this.dimensions = dimensions;
    this.messages = messages;
  }

  /**
   * The state of a room in no language yet.
   *
   * @param row the player
   * @param condition whether the room plays
   * @param songs what plays, if anything does, then the queue in its order
   * @param disclosures one for each song
   */
  record Snapshot(
      Player row, RoomCondition condition, List<Pick> songs, List<Disclosure> disclosures) {}

  /** Reads the state of a player whose room plays, or does not, as the condition says. */
  @Transactional
  Snapshot of(Player player, RoomCondition condition) {
    List<Pick> songs =
        Stream.of(playing(player.id), queued(player.id)).flatMap(List::stream).toList();
    return new Snapshot(player, condition, songs, explanations.of(player.id, songs));
  }

  /** Puts what a view shows of a state into a language; it has no server time yet. */
  RoomState translate(Snapshot snapshot, Locale language, RoomView view) {
    List<Pick> songs = snapshot.songs();
    Optional<CurrentSong> current =
        songs.stream()
            .findFirst()
            .filter(Pick::isPlaying)
            .map(song -> current(song, snapshot.disclosures().getFirst(), language));
    RoomCondition condition = snapshot.condition();
    return new RoomState(
        /* serverTime= */ null,
        PublicPlayer.of(snapshot.row()),
        condition.state().word(),
        condition.opensAt(),
        current.orElse(null),
        IntStream.range(current.isPresent() ? 1 : 0, songs.size())
            .filter(i -> view.shows(songs.get(i)))
            .mapToObj(i -> next(songs.get(i), snapshot.disclosures().get(i), language))
            .toList());
  }

  private CurrentSong current(Pick song, Disclosure disclosure, Locale language) {
    return new CurrentSong(
        song.songId(),
        song.title(),
        song.artist(),
        song.startedAt(),
        song.playSeconds(),
        disclosure.reason(),
        why(disclosure, language),
        dimensions(disclosure, language));
  }

  private QueueEntry next(Pick song, Disclosure disclosure, Locale language) {
    return new QueueEntry(
        song.entryId(),
        song.songId(),
        song.title(),
        song.artist(),
        song.position(),
        disclosure.reason(),
        song.isChangeable(),
        why(disclosure, language),
        dimensions(disclosure, language));
  }

  private List<PickReason> why(Disclosure disclosure, Locale language) {
    return disclosure.why().stream()
        .map(
            reason ->
                new PickReason(
                    reason.kind().word(),
                    reason.dimension() == null ? null : dimensions.names().get(reason.dimension()),
                    messages.of(reason, language)))
        .toList();
  }

  private List<Dimension> dimensions(Disclosure disclosure, Locale language) {
    return disclosure.wanted() == null
        ? null
        : IntStream.range(0, disclosure.wanted().size())
            .mapToObj(
                i ->
                    new Dimension(
                        /* dimension= */ dimensions.names().get(i),
                        messages.dimension(i, language),
                        disclosure.wanted().get(i),
                        disclosure.sound().get(i)))
            .toList();
  }

  private List<Pick> playing(UUID player) {
    return rows.createNativeQuery(
            """
            select running.queue_id as entry_id, running.title, running.artist, running.played_at as started_at,
              running.play_seconds, 0 as position, running.picked_at, %s
            from players p
            cross join lateral (%s) running
            where p.id = :player
            """
                .formatted(PICK.formatted("running"), RUNNING),
            Pick.class)
        .setParameter("player", player)
        .getResultList();
  }

  private List<Pick> queued(UUID player) {
    return rows.createNativeQuery(
            """
            select q.id as entry_id, s.title, s.artist, cast(null as timestamptz) as started_at,
              cast(null as int) as play_seconds, q.position, q.picked_at, %s
            from player_queue q
            join songs s on s.id = q.song_id
            where q.player_id = :player order by q.position
            """
                .formatted(PICK.formatted("q")),
            Pick.class)
        .setParameter("player", player)
        .getResultList();
  }
}
