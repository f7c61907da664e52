package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.collective.PublicCollectives.RoundedCollective;
import roomtone.brain.nowplaying.DisclosedEntries.DisclosedEntry;
import roomtone.brain.nowplaying.Reason.Kind;

/**
 * Explains why songs were picked, as far as it may be disclosed. The reasons follow from what each
 * song was picked by, and change with the pick. Numbers say no more of what people want than
 * /collective does in the same period. An entry that votes can no longer change, and its play, keep
 * their explanation.
 */
@ApplicationScoped
class Explanations {

  /** SQL for the number of people who must have given a reason before it is disclosed. */
  private static final String MINIMUM =
      "(select i.disclosure_minimum from roomtone.installation i)";

  /** The reputation, -1..1, from which on a song counts as loved in its room. */
  private static final double MIN_REPUTATION = 0.1;

  /** The difference of cosines from which on a pick counts as catching up. */
  private static final double MIN_CATCH_UP = 0.02;

  /** What the numbers of a song's embedding are rounded to multiples of. */
  private static final double SOUND_STEP = 0.1;

  private final PublicCollectives collectives;
  private final DisclosedEntries entries;
  private final Session rows;

  Explanations(PublicCollectives collectives, DisclosedEntries entries, Session rows) {
    this.collectives = collectives;
    this.entries = entries;
    this.rows = rows;
  }

  /**
   * Explains the picks of a room.
   *
   * @return one disclosure for each pick, in their order
   */
  @Transactional
  List<Disclosure> of(UUID player, List<Pick> picks) {
    Optional<RoundedCollective> collective = collectives.of(player);
    Map<UUID, DisclosedEntry> disclosed =
        collective.map(rounded -> disclosed(player, picks, rounded)).orElse(Map.of());
    return picks.stream().map(pick -> of(pick, player, collective.isPresent(), disclosed)).toList();
  }

  private Disclosure of(
      Pick pick, UUID player, boolean enoughListeners, Map<UUID, DisclosedEntry> disclosed) {
    if (pick.isByRotation()) {
      return Disclosure.of(
          pick.reason(), Reason.of(pick.isFirstTime() ? Kind.UNHEARD : Kind.ROTATION));
    }
    if (pick.reason() == null || !enoughListeners) {
      return Disclosure.NOTHING;
    }
    if (pick.isByListeners()) {
      return pick.hadEnoughListeners()
          ? byListeners(pick, disclosed.get(pick.entryId()))
          : Disclosure.NOTHING;
    }
    return hasEnoughHouseVoters(player, pick)
        ? Disclosure.of(pick.reason(), Reason.of(Kind.HOUSE))
        : Disclosure.NOTHING;
  }

  /**
   * Explains a pick that follows listeners: the words by what it was picked for, the numbers by the
   * collective that is disclosed.
   *
   * @param disclosed null for a row without vectors, from before they were stored
   */
  private static Disclosure byListeners(Pick pick, DisclosedEntry disclosed) {
    if (disclosed == null) {
      return Disclosure.of(pick.reason());
    }
    List<Reason> why =
        new ArrayList<>(
            SharedDimensions.of(
                // In steps: exact words would show more of what people want than the numbers do.
                PublicCollectives.rounded(pick.wanted(), PublicCollectives.STEP).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray(),
                PublicCollectives.components(pick.sound())));
    if (disclosed.loved()) {
      why.add(Reason.of(Kind.REPUTATION));
    }
    if (disclosed.waited()) {
      why.add(Reason.of(Kind.CATCH_UP));
    }
    return new Disclosure(
        pick.reason(),
        List.copyOf(why),
        PublicCollectives.rounded(disclosed.wanted(), PublicCollectives.STEP),
        PublicCollectives.rounded(pick.sound(), SOUND_STEP));
  }

  /**
   * Returns what is disclosed of the picks that follow listeners, by entry: what is stored where it
   * is still valid, else what is computed and stored now.
   */
  private Map<UUID, DisclosedEntry> disclosed(
      UUID player, List<Pick> picks, RoundedCollective collective) {
    List<Pick> byListeners =
        picks.stream()
            .filter(pick -> pick.isByListeners() && pick.hadEnoughListeners())
            .filter(pick -> pick.sound() != null)
            .toList();
    if (byListeners.isEmpty()) {
      return Map.of();
    }
    Map<UUID, DisclosedEntry> disclosed = entries.of(player);
    Predicate<Pick> valid = pick -> isValid(disclosed.get(pick.entryId()), pick, collective);
    if (byListeners.stream().allMatch(valid)) {
      return disclosed;
    }
    entries.lock(player);
    // another replica may have stored them while this one waited
    disclosed.putAll(entries.of(player));
    List<DisclosedEntry> added =
        byListeners.stream()
            .filter(valid.negate())
            .map(pick -> disclose(player, pick, disclosed.get(pick.entryId()), collective))
            .toList();
    if (!added.isEmpty()) {
      List<UUID> existing = picks.stream().map(Pick::entryId).filter(Objects::nonNull).toList();
      entries.store(player, added, existing);
      added.forEach(entry -> disclosed.put(entry.entry(), entry));
    }
    return disclosed;
  }

  /**
   * Makes what is disclosed from now on. Who has liked the song and who has waited is counted once
   * for each pick, so that the reasons change with the pick alone.
   *
   * @param before what was disclosed of the entry before, or null
   */
  private DisclosedEntry disclose(
      UUID player, Pick pick, DisclosedEntry before, RoundedCollective collective) {
    boolean isCounted = before != null && before.isOf(pick);
    return new DisclosedEntry(
        pick.entryId(),
        collective.period(),
        pick.pickedAt(),
        collective.vector().toString(),
        isCounted ? before.loved() : isLoved(player, pick),
        isCounted ? before.waited() : isForThoseWhoWaited(player, pick));
  }

  private boolean isLoved(UUID player, Pick pick) {
    return pick.reputation() != null
        && pick.reputation() >= MIN_REPUTATION
        && hasEnoughLikers(player, pick);
  }

  private boolean isForThoseWhoWaited(UUID player, Pick pick) {
    return pick.catchUp() != null
        && pick.catchUp() >= MIN_CATCH_UP
        && hasEnoughWaiting(player, pick);
  }

  /**
   * Returns whether a stored disclosure is disclosed again: while the entry stands as it was
   * picked; of one that can still change only within its period. A slow replica does not go back to
   * the period before, but all replicas do when the clock was set back.
   */
  private static boolean isValid(
      DisclosedEntry disclosed, Pick pick, RoundedCollective collective) {
    return disclosed != null
        && disclosed.isOf(pick)
        && (!pick.isChangeable()
            || (!disclosed.period().isBefore(collective.period())
                && !disclosed
                    .period()
                    .isAfter(collective.period().plus(PublicCollectives.PERIOD))));
  }

  // Reasons that too few people gave are never disclosed, however many others are there.

  /** Returns whether enough people have liked the song in this room. */
  private boolean hasEnoughLikers(UUID player, Pick pick) {
    return isEnough(
        rows.createNativeQuery(
                """
                select count(*) >= %1$s from (
                  select distinct user_id from votes
                  where player_id = :player and song_id = :song and vote_value > 3 and weight is not null and not held and not excluded
                  limit %1$s) likers
                """
                    .formatted(MINIMUM),
                Boolean.class)
            .setParameter("song", pick.songId()),
        player);
  }

  /** Returns whether enough listeners were served less lately and get nearer by this song. */
  private boolean hasEnoughWaiting(UUID player, Pick pick) {
    return isEnough(
        rows.createNativeQuery(
                """
                select count(*) >= %1$s from (
                  select from sessions s
                  join profiles p on p.id = s.user_id
                  join roomtone.ledgers l on l.session_id = s.id and l.player_id = s.player_id
                  where s.player_id = :player and s.status = 'active' and s.expires_at > (select roomtone.now()) and l.balance < 0
                    and p.preference_vector operator(extensions.<=>) cast(:sound as vector)
                      < cast(:unweighted as vector) operator(extensions.<=>) cast(:sound as vector)
                  limit %1$s) waiting
                """
                    .formatted(MINIMUM),
                Boolean.class)
            .setParameter("sound", pick.sound())
            .setParameter("unweighted", pick.unweighted()),
        player);
  }

  /** Returns whether enough people have liked in this room what the house voice wanted. */
  private boolean hasEnoughHouseVoters(UUID player, Pick pick) {
    return isEnough(
        rows.createNativeQuery(
                """
                select count(*) >= %1$s from (
                  select distinct user_id from votes
                  where player_id = :player and vote_value > 3 and weight is not null and not held and not excluded
                    -- the house voice may also want less of something: those who liked just that do not count
                    and embedding operator(extensions.<=>) cast(:wanted as vector) < 1
                  limit %1$s) likers
                """
                    .formatted(MINIMUM),
                Boolean.class)
            .setParameter("wanted", pick.wanted()),
        player);
  }

  private static boolean isEnough(NativeQuery<Boolean> people, UUID player) {
    return people.setParameter("player", player).getSingleResult();
  }
}
