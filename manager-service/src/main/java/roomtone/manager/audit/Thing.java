package roomtone.manager.audit;

import java.util.Locale;

/** The kinds of what staff change. */
public enum Thing {
  /** A player, its library included. */
  PLAYER,
  /** A song; without an id: many of them. */
  SONG,
  /** A user, who has roles. */
  USER;

  /** As the table and the API write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
