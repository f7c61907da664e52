package roomtone.manager.overview;

import java.util.Locale;

/** The kinds of problems, the most urgent first: what silences a room comes before what may. */
enum Kind {
  NO_PLAYABLE_SONGS,
  PLAYER_OFFLINE,
  QUEUE_STARVING,
  SONG_FAILING,
  SONG_SILENT_OR_UNREADABLE,
  LOW_CONFIDENCE,
  PLAYER_NEVER_SEEN;

  /** The word in answers. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
