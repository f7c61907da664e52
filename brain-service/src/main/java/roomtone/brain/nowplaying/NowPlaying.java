package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.Session;
import roomtone.brain.nowplaying.RoomState.Current;
import roomtone.brain.nowplaying.RoomState.Dimension;
import roomtone.brain.nowplaying.RoomState.Next;
import roomtone.brain.nowplaying.RoomState.Why;
import roomtone.brain.player.PublicPlayer;
import roomtone.model.Dimensions;
import roomtone.model.Player;

/** What plays in a room and what is next, as the device told and the queue says. */
@ApplicationScoped
class NowPlaying {

  /** The first entry stands, those behind it follow the room. */
  private static final int FIRST_CHANGEABLE = 2;

  /**
   * What runs at a player p: its newest play while nobody said that it ended; while the player is
   * away, only as long as the song is.
   */
  static final String RUNNING =
      """
      select newest.*, s.title, s.artist, length.play_seconds
      from (
        select * from songs_playing sp where sp.player_id = p.id
        order by sp.played_at desc, sp.id limit 1
      ) newest
      join songs s on s.id = newest.song_id
      cross join lateral (
        select case when s.type = 'instrumental' then coalesce(s.duration, 180)
          else p.soundscape_seconds end as play_seconds
      ) length
      where newest.ended_at is null and newest.outcome is null
        and (p.status <> 'offline'
          or roomtone.now() < newest.played_at + make_interval(secs => length.play_seconds))
      """;

  private final Session rows;
  private final Explanations explanations;
  private final Dimensions dimensions;
  private final Messages words;

  NowPlaying(Session rows, Explanations explanations, Dimensions dimensions, Messages words) {
    this.rows = rows;
    this.explanations = explanations;
    this.dimensions = dimensions;
    this.words = words;
  }

  /** The song that runs, and why. */
  record Playing(
      UUID songId,
      String title,
      String artist,
      Instant startedAt,
      Integer playSeconds,
      Pick pick) {}

  /** A song that is next, and why. */
  record Waiting(UUID queueId, UUID songId, String title, int position, Pick pick) {}

  /** A room at one time, in no language yet; told has one for what plays, if it does, and each. */
  record Now(
      PublicPlayer player,
      Optional<Playing> playing,
      List<Waiting> waiting,
      List<Disclosure> told) {}

  /** A row, of the queue or of the play that runs. */
  record Row(
      UUID entry,
      UUID songId,
      String title,
      String artist,
      Instant startedAt,
      Integer playSeconds,
      Integer position,
      String reason,
      Integer listenersAtPick,
      String sound,
      String wanted,
      String wantedEvenly,
      Double reputation,
      Double catchUp) {

    private Pick pick(boolean stands) {
      return new Pick(
          entry,
          songId,
          reason,
          listenersAtPick,
          sound,
          wanted,
          wantedEvenly,
          reputation,
          catchUp,
          stands);
    }
  }

  /** The state of a player. */
  @Transactional
  Now of(Player player) {
    Optional<Playing> playing = playing(player.id);
    List<Waiting> waiting = waiting(player.id);
    List<Pick> picks = new ArrayList<>();
    playing.ifPresent(song -> picks.add(song.pick()));
    waiting.forEach(song -> picks.add(song.pick()));
    return new Now(PublicPlayer.of(player), playing, waiting, explanations.of(player.id, picks));
  }

  /** The state, in words. */
  RoomState say(Now now, Locale language) {
    int first = now.playing().isPresent() ? 1 : 0;
    return new RoomState(
        now.player(),
        now.playing().map(song -> current(song, now.told().getFirst(), language)).orElse(null),
        IntStream.range(0, now.waiting().size())
            .mapToObj(i -> next(now.waiting().get(i), now.told().get(first + i), language))
            .toList());
  }

  private Current current(Playing song, Disclosure told, Locale language) {
    return new Current(
        song.songId(),
        song.title(),
        song.artist(),
        song.startedAt(),
        song.playSeconds(),
        told.reason(),
        why(told, language),
        dimensions(told, language));
  }

  private Next next(Waiting song, Disclosure told, Locale language) {
    return new Next(
        song.queueId(),
        song.songId(),
        song.title(),
        song.position(),
        told.reason(),
        song.position() >= FIRST_CHANGEABLE,
        why(told, language),
        dimensions(told, language));
  }

  private List<Why> why(Disclosure told, Locale language) {
    return told.grounds().stream()
        .map(
            ground ->
                new Why(
                    ground.kind().name().toLowerCase(Locale.ROOT),
                    ground.dimension() == null ? null : dimensions.names().get(ground.dimension()),
                    words.of(ground, language)))
        .toList();
  }

  private List<Dimension> dimensions(Disclosure told, Locale language) {
    return told.wanted() == null
        ? null
        : IntStream.range(0, told.wanted().size())
            .mapToObj(
                i ->
                    new Dimension(
                        /* dimension= */ dimensions.names().get(i),
                        words.dimension(i, language),
                        told.wanted().get(i),
                        told.sound().get(i)))
            .toList();
  }

  private Optional<Playing> playing(UUID player) {
    return rows.createNativeQuery(
            """
            select running.queue_id as entry, running.song_id, running.title, running.artist, running.played_at as started_at,
              running.play_seconds, 0 as position, running.reason, running.listeners as listeners_at_pick,
              cast(running.song_vector as text) as sound, cast(running.wanted as text) as wanted,
              cast(running.wanted_evenly as text) as wanted_evenly, running.reputation,
              (running.song_vector operator(extensions.<=>) running.wanted_evenly)
                - (running.song_vector operator(extensions.<=>) running.wanted) as catch_up
            from players p
            cross join lateral (%s) running
            where p.id = :player
            """
                .formatted(RUNNING),
            Row.class)
        .setParameter("player", player)
        .getResultStream()
        .findFirst()
        .map(
            row ->
                new Playing(
                    row.songId(),
                    row.title(),
                    row.artist(),
                    row.startedAt(),
                    row.playSeconds(),
                    row.pick(true)));
  }

  private List<Waiting> waiting(UUID player) {
    return rows.createNativeQuery(
            """
            select q.id as entry, q.song_id, s.title, s.artist, cast(null as timestamptz) as started_at,
              cast(null as int) as play_seconds, q.position, q.reason,
              q.listeners as listeners_at_pick, cast(q.song_vector as text) as sound,
              cast(q.wanted as text) as wanted, cast(q.wanted_evenly as text) as wanted_evenly, q.reputation,
              (q.song_vector operator(extensions.<=>) q.wanted_evenly)
                - (q.song_vector operator(extensions.<=>) q.wanted) as catch_up
            from player_queue q
            join songs s on s.id = q.song_id
            where q.player_id = :player order by q.position
            """,
            Row.class)
        .setParameter("player", player)
        .getResultStream()
        .map(
            row ->
                new Waiting(
                    row.entry(),
                    row.songId(),
                    row.title(),
                    row.position(),
                    row.pick(row.position() < FIRST_CHANGEABLE)))
        .toList();
  }
}
