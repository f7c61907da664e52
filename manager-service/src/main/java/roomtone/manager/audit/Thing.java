package roomtone.manager.audit;

import java.util.Locale;

/** What staff change: column {@code thing} of the audit log. */
public enum Thing {
  /** A player, including its library. */
  PLAYER,
  /** A song; many songs when the line has no id. */
  SONG,
  /** A user and their roles. */
  USER;

  /** The name in the table and in the API. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
