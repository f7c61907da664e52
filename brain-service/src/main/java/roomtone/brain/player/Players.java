package roomtone.brain.player;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import roomtone.model.Player;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** The players in use. */
@ApplicationScoped
public class Players {

  /** What a slug looks like; the database is not asked for anything else. */
  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{3,40}");

  private final Session rows;

  Players(Session rows) {
    this.rows = rows;
  }

  /** All, by name. */
  @Transactional
  public List<Player> all() {
    return rows.createQuery(
            "from Player where archivedAt is null order by lower(name), id", Player.class)
        .getResultList();
  }

  /** The player with an id. */
  @Transactional
  public Optional<Player> withId(UUID id) {
    return Optional.ofNullable(rows.find(Player.class, id)).filter(row -> row.archivedAt == null);
  }

  /** The player with a slug. */
  @Transactional
  public Optional<Player> withSlug(String slug) {
    if (!SLUG.matcher(slug).matches()) {
      return Optional.empty();
    }
    return rows.createQuery("from Player where slug = :slug and archivedAt is null", Player.class)
        .setParameter("slug", slug)
        .getResultStream()
        .findFirst();
  }

  /**
   * The player that a path names.
   *
   * @param idOrSlug a slug is never shaped like an id
   * @throws Problem 404 unknown-player
   */
  @Transactional
  public Player named(String idOrSlug) {
    return Uuids.parse(idOrSlug)
        .map(this::withId)
        .orElseGet(() -> withSlug(idOrSlug))
        .orElseThrow(Players::unknown);
  }

  /** What is said of a player that does not exist, or no longer. */
  public static Problem unknown() {
    return Problem.of(
        404,
        "unknown-player",
        "Unknown player",
        "There is no such player. GET /api/players lists those there are.");
  }
}
