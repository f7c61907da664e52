package roomtone.brain.player;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import roomtone.model.OpeningHours;
import roomtone.model.Player;
import roomtone.model.RoomCondition;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** Reads the players that are not archived. */
@ApplicationScoped
public class Players {

  /** The form of a slug; nothing else is looked up. */
  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{3,40}");

  private final Session rows;

  private final ObjectMapper json;

  Players(Session rows, ObjectMapper json) {
    this.rows = rows;
    this.json = json;
  }

  /**
   * Returns whether a player's room plays now.
   *
   * @param now the database's time
   */
  public RoomCondition condition(Player player, Instant now) {
    // As for the device: hours that cannot be read do not silence a room.
    OpeningHours hours = OpeningHours.read(player.openingHours, json).orElse(OpeningHours.ALWAYS);
    return RoomCondition.of(
        hours, OpeningHours.zone(player.timezone), player.paused, player.status, now);
  }

  /** Returns the database's time. */
  @Transactional
  public Instant now() {
    return rows.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
  }

  /** Returns all players, by name. */
  @Transactional
  public List<Player> all() {
    return rows.createQuery(
            "from Player where archivedAt is null order by lower(name), id", Player.class)
        .getResultList();
  }

  /** Returns the player with an id. */
  @Transactional
  public Optional<Player> withId(UUID id) {
    return Optional.ofNullable(rows.find(Player.class, id)).filter(row -> row.archivedAt == null);
  }

  /** Returns the player with a slug. */
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
   * Returns the player that a path names.
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

  /** Returns whether a user is staff of a player: an admin, or its manager. */
  @Transactional
  public boolean isStaff(UUID user, UUID player) {
    return rows.createNativeQuery("select roomtone.is_staff(:user, :player)", Boolean.class)
        .setParameter("user", user)
        .setParameter("player", player)
        .getSingleResult();
  }

  /** Makes the problem of a player that does not exist, or is archived. */
  public static Problem unknown() {
    return Problem.of("unknown-player");
  }
}
