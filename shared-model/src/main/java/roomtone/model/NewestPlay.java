package roomtone.model;

/** SQL about the newest play that a device reported to a player, for queries to embed. */
public final class NewestPlay {

  /** The columns that both services may read. */
  private static final String COLUMNS =
      "sp.id, sp.player_id, sp.song_id, sp.queue_id, sp.played_at, sp.ended_at, sp.outcome";

  private NewestPlay() {}

  /**
   * Returns a subquery for the newest play: one row of songs_playing with the columns that both
   * services may read, or none.
   *
   * @param player SQL for the player's id
   */
  public static String of(String player) {
    return select(COLUMNS, player, "'infinity'");
  }

  /**
   * Returns a subquery for the newest play at a time, with its reason, which the brain alone may
   * read.
   *
   * @param time SQL for the time; later plays are ignored
   */
  public static String of(String player, String time) {
    return select(COLUMNS + ", sp.reason", player, time);
  }

  /** Returns a subquery for the newest play with all columns, which the brain alone may read. */
  public static String withAllColumns(String player) {
    return select("sp.*", player, "'infinity'");
  }

  private static String select(String columns, String player, String time) {
    return """
    select %s from public.songs_playing sp
    where sp.player_id = %s and sp.played_at <= %s
    order by sp.played_at desc, sp.id limit 1"""
        .formatted(columns, player, time);
  }

  /** Returns SQL for the length of a play in seconds, from aliases of its song and its player. */
  public static String seconds(String song, String player) {
    return "roomtone.play_seconds(%1$s.type, %1$s.duration, %2$s.soundscape_seconds)"
        .formatted(song, player);
  }

  /**
   * Returns SQL for the time from which on a play without a reported end is over, from aliases of
   * the play, its song and its player.
   */
  public static String overAt(String play, String song, String player) {
    return "roomtone.play_over_at(%1$s.played_at, %2$s.type, %2$s.duration, %3$s.soundscape_seconds)"
        .formatted(play, song, player);
  }

  /**
   * Returns an SQL condition, whether a play runs now: its end was not reported, and it is not
   * {@link #overAt over} by its length.
   */
  public static String runs(String play, String song, String player) {
    return "(%1$s.ended_at is null and %1$s.outcome is null and (select roomtone.now()) < %2$s)"
        .formatted(play, overAt(play, song, player));
  }
}
