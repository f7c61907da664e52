package roomtone.manager.player;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.device.DeviceToken;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Staff;
import roomtone.model.OpeningHours;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/**
 * What staff do with players: admins with all, managers with their own. Players of others are
 * unknown to a manager.
 */
@ApplicationScoped
public class PlayerAdmin {

  private static final Logger LOG = Logger.getLogger(PlayerAdmin.class);

  static final int MAX_NAME = 100;
  private static final int MAX_SLUG = 40;

  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{3,40}");

  /** A new player with its token, which is not shown again. */
  @Schema(name = "CreatedPlayer")
  record Created(
      UUID id,
      @Schema(examples = "lobby") String slug,
      @Schema(
              description = "64 hex digits for the device's X-API-Key. Not shown again.",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String token) {}

  private final Players players;
  private final PlayerViews views;
  private final QueueAdvance queues;
  private final Staff staff;
  private final Audit audit;
  private final ObjectMapper mapper;
  private final Clock clock;

  PlayerAdmin(
      Players players,
      PlayerViews views,
      QueueAdvance queues,
      Staff staff,
      Audit audit,
      ObjectMapper mapper,
      Clock clock) {
    this.players = players;
    this.views = views;
    this.queues = queues;
    this.staff = staff;
    this.audit = audit;
    this.mapper = mapper;
    this.clock = clock;
  }

  @Transactional
  Page<PlayerView> list(boolean archived, PageRequest page) {
    return views.page(staff.isAdmin() ? null : staff.id(), archived, page);
  }

  @Transactional
  PlayerView get(String id) {
    return views.one(known(id).id);
  }

  /** Adds a player, with its queue filled at once. A manager's is their own. */
  @Transactional
  Created create(NewPlayer wanted) {
    String name = Fields.required("name", wanted.name(), MAX_NAME);
    String slug = wanted.slug() == null ? null : freeSlug(wanted.slug(), null);
    UUID manager = knownUser(wanted.managerId());
    if (!staff.isAdmin()) {
      if (manager != null && !manager.equals(staff.id())) {
        throw onlyAdminsGiveAway();
      }
      manager = staff.id();
    }
    String token = DeviceToken.create();
    ManagedPlayer player =
        players.add(name, slug, manager, wanted.validPresence(), DeviceToken.hash(token));
    queues.topUp(player.id);
    audit.created(Thing.PLAYER, player.id, settings(player));
    LOG.infof("player created id=%s slug=%s", player.id, player.slug);
    return new Created(player.id, player.slug, token);
  }

  /** Changes the fields that were sent. */
  @Transactional
  PlayerView change(String id, PlayerChange change) {
    ManagedPlayer player = known(id);
    Map<String, Object> before = settings(player);
    change.applyTo(player);
    if (change.slug() != null) {
      player.slug = freeSlug(Fields.required("slug", change.slug(), MAX_SLUG), player.id);
    }
    if (change.managerId() != null) {
      changeManager(player, knownUser(Fields.uuid("manager_id", change.managerId())));
    }
    players.flush(player);
    audit.changed("change", Thing.PLAYER, player.id, before, settings(player));
    return views.one(player.id);
  }

  /** Takes a player out of use; its token opens nothing from now on. */
  @Transactional
  void archive(String id) {
    ManagedPlayer player = known(id);
    if (player.archivedAt == null) {
      Map<String, Object> before = settings(player);
      player.archivedAt = clock.instant();
      player.status = "offline";
      audit.changed("archive", Thing.PLAYER, player.id, before, settings(player));
      LOG.infof("player archived id=%s", player.id);
    }
  }

  /** Gives a player a new token; the old one opens nothing from now on. */
  @Transactional
  String changeToken(String id) {
    ManagedPlayer player = inUse(id);
    String token = DeviceToken.create();
    players.changeToken(player.id, DeviceToken.hash(token));
    audit.done("change-token", Thing.PLAYER, player.id);
    LOG.infof("token changed player=%s", player.id);
    return token;
  }

  /**
   * Gives a player a new token for a device that staff have confirmed; the old one opens nothing
   * from now on. The confirmation is what the audit log holds.
   */
  @Transactional(TxType.MANDATORY)
  public String changeTokenOfPaired(UUID player) {
    String token = DeviceToken.create();
    players.changeToken(player, DeviceToken.hash(token));
    return token;
  }

  @Transactional
  PlayerView setPaused(String id, boolean paused) {
    ManagedPlayer player = inUse(id);
    Map<String, Object> before = settings(player);
    player.paused = paused;
    audit.changed(paused ? "pause" : "resume", Thing.PLAYER, player.id, before, settings(player));
    return views.one(player.id);
  }

  /** Asks the device to end what plays and to start the next. */
  @Transactional
  PlayerView skip(String id) {
    ManagedPlayer player = inUse(id);
    Map<String, Object> before = settings(player);
    player.skipPlayId =
        players.runningPlay(player.id).orElseThrow(() -> Problem.of("nothing-plays"));
    audit.changed("skip", Thing.PLAYER, player.id, before, settings(player));
    return views.one(player.id);
  }

  /**
   * The id of a player in use that the caller may change.
   *
   * @throws Problem 404 when there is none
   */
  public UUID requireInUse(String id) {
    return inUse(id).id;
  }

  /** A player's names and its time zone. */
  public record Identity(UUID id, String slug, ZoneId zone) {}

  /**
   * A player that the caller may see, archived or not.
   *
   * @throws Problem 404 when there is none
   */
  @Transactional
  public Identity identify(String id) {
    ManagedPlayer player = known(id);
    return new Identity(player.id, player.slug, OpeningHours.zone(player.timezone));
  }

  private ManagedPlayer inUse(String id) {
    ManagedPlayer player = known(id);
    if (player.archivedAt != null) {
      throw unknown();
    }
    return player;
  }

  private ManagedPlayer known(String id) {
    return players
        .find(Uuids.parse(id).orElseThrow(PlayerAdmin::unknown))
        .filter(player -> staff.isAdmin() || staff.id().equals(player.managerId))
        .orElseThrow(PlayerAdmin::unknown);
  }

  /** The settings of a player, named as in the API, for the audit log. */
  private Map<String, Object> settings(ManagedPlayer player) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("name", player.name);
    settings.put("slug", player.slug);
    settings.put("manager_id", player.managerId);
    settings.put("timezone", player.timezone);
    settings.put("volume_db", player.volumeDb);
    settings.put("opening_hours", tree(player.openingHours));
    settings.put("paused", player.paused);
    settings.put("crossfade_seconds", player.crossfadeSeconds);
    settings.put("soundscape_seconds", player.soundscapeSeconds);
    settings.put("checkins_per_hour", player.checkinsPerHour);
    settings.put("presence", player.presence);
    settings.put("skip_play_id", player.skipPlayId);
    settings.put("archived_at", player.archivedAt);
    return settings;
  }

  private JsonNode tree(String json) {
    try {
      return json == null ? null : mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database keeps JSON", e);
    }
  }

  private void changeManager(ManagedPlayer player, UUID manager) {
    if (!staff.isAdmin() && !staff.id().equals(manager)) {
      throw onlyAdminsGiveAway();
    }
    player.managerId = manager;
  }

  /** The user that is to look after a player; null stays null. */
  private UUID knownUser(UUID manager) {
    if (manager != null && !players.isUser(manager)) {
      throw Fields.invalid("manager_id", "must be the id of a known user");
    }
    return manager;
  }

  private String freeSlug(String text, UUID player) {
    String slug = Fields.required("slug", text, MAX_SLUG);
    if (!SLUG.matcher(slug).matches() || Uuids.parse(slug).isPresent()) {
      throw Fields.invalid(
          "slug",
          "must have 3 to 40 characters of a to z, 0 to 9 and hyphen, and must not be a UUID");
    }
    players.lockSlugs();
    if (players.slugIsTaken(slug, player)) {
      throw Problem.of("slug-taken", slug);
    }
    return slug;
  }

  private static Problem onlyAdminsGiveAway() {
    return Problem.withDetail("forbidden", "Only admins may give a player another manager.");
  }

  private static Problem unknown() {
    return Problem.of("unknown-player");
  }
}
