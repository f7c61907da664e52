package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.brain.collective.DisclosureMinimum;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.collective.PublicCollectives.Rough;
import roomtone.brain.nowplaying.DisclosedEntries.ToldEntry;
import roomtone.brain.nowplaying.Reason.Kind;
import roomtone.model.Taste;

/**
 * Why songs were picked, as far as it may be told. Of what people want nothing is told that
 * /collective does not tell in the same minute, so that nobody sees what one vote did; what stands
 * in the queue, or plays, keeps what was told of it.
 */
@ApplicationScoped
class Explanations {

  /** From this reputation on, a room has loved a song; -1..1. */
  private static final double LOVED = 0.1;

  /** From this difference of cosines on, a song is for those who had to wait. */
  private static final double MADE_UP = 0.02;

  /** What a dimension must have of the song's likeness to what is wanted to be named, 0..1. */
  private static final double SHARE = 0.3;

  /** Nobody reads more. */
  private static final int NAMED = 2;

  private final PublicCollectives collectives;
  private final DisclosedEntries entries;
  private final Session rows;

  Explanations(PublicCollectives collectives, DisclosedEntries entries, Session rows) {
    this.collectives = collectives;
    this.entries = entries;
    this.rows = rows;
  }

  /**
   * What to tell of a room's picks.
   *
   * @return one for each
   */
  @Transactional
  List<Disclosure> of(UUID player, List<Pick> picks) {
    Optional<Rough> wanted = collectives.of(player);
    Map<UUID, ToldEntry> told = wanted.map(rough -> told(player, picks, rough)).orElse(Map.of());
    return picks.stream().map(pick -> of(pick, player, wanted.isPresent(), told)).toList();
  }

  private Disclosure of(Pick pick, UUID player, boolean areEnoughHere, Map<UUID, ToldEntry> told) {
    if (pick.byRotation()) {
      return Disclosure.only(pick.reason(), Reason.of(Kind.ROTATION));
    }
    if (pick.reason() == null || !areEnoughHere) {
      return Disclosure.NOTHING;
    }
    if (pick.byListeners()) {
      return wereEnough(pick) ? byListeners(pick, told.get(pick.entry())) : Disclosure.NOTHING;
    }
    return isOfManyVoters(player, pick)
        ? Disclosure.only(pick.reason(), Reason.of(Kind.HOUSE))
        : Disclosure.NOTHING;
  }

  /**
   * What was told of a pick.
   *
   * @param told null: the pick was made before it was kept what was known
   */
  private static Disclosure byListeners(Pick pick, ToldEntry told) {
    if (told == null) {
      return Disclosure.only(pick.reason());
    }
    List<Double> wanted = PublicCollectives.tenths(told.wanted());
    List<Double> sound = PublicCollectives.tenths(pick.sound());
    List<Reason> grounds = new ArrayList<>(tastes(wanted, sound));
    if (told.loved()) {
      grounds.add(Reason.of(Kind.REPUTATION));
    }
    if (told.waited()) {
      grounds.add(Reason.of(Kind.CATCH_UP));
    }
    return new Disclosure(pick.reason(), List.copyOf(grounds), wanted, sound);
  }

  /** What is told of those picks that follow people, by entry: what was, where it still holds. */
  private Map<UUID, ToldEntry> told(UUID player, List<Pick> picks, Rough wanted) {
    List<Pick> followers =
        picks.stream()
            .filter(pick -> pick.byListeners() && wereEnough(pick) && pick.sound() != null)
            .toList();
    if (followers.isEmpty()) {
      return Map.of();
    }
    Map<UUID, ToldEntry> told = entries.of(player);
    if (followers.stream().allMatch(pick -> holds(told.get(pick.entry()), pick, wanted))) {
      return told;
    }
    entries.lock(player);
    // while this one waited another replica may have told it
    told.putAll(entries.of(player));
    List<ToldEntry> anew =
        followers.stream()
            .filter(pick -> !holds(told.get(pick.entry()), pick, wanted))
            .map(pick -> anew(player, pick, wanted))
            .toList();
    if (!anew.isEmpty()) {
      entries.keep(player, anew, picks.stream().map(Pick::entry).filter(Objects::nonNull).toList());
      anew.forEach(entry -> told.put(entry.entry(), entry));
    }
    return told;
  }

  private ToldEntry anew(UUID player, Pick pick, Rough wanted) {
    return new ToldEntry(
        pick.entry(),
        wanted.minute(),
        wanted.vector().toString(),
        pick.reputation() != null && pick.reputation() >= LOVED && isLovedByMany(player, pick),
        pick.catchUp() != null && pick.catchUp() >= MADE_UP && haveManyWaited(player, pick));
  }

  private static boolean wereEnough(Pick pick) {
    return pick.listenersAtPick() != null && DisclosureMinimum.holdsFor(pick.listenersAtPick());
  }

  /**
   * Whether what was told is told again: of what stands, and within the minute. A replica that was
   * slow does not go back to the minute before; when the clock was set back, all do.
   */
  private static boolean holds(ToldEntry told, Pick pick, Rough wanted) {
    return told != null
        && (pick.stands()
            || (!told.minute().isBefore(wanted.minute())
                && !told.minute().isAfter(wanted.minute().plus(Duration.ofMinutes(1)))));
  }

  /** The dimensions that the song shares with what is wanted, the most shared first. */
  private static List<Reason> tastes(List<Double> wanted, List<Double> sound) {
    double[] shared =
        IntStream.range(0, Taste.DIMENSIONS)
            .mapToDouble(i -> wanted.get(i) * sound.get(i))
            .toArray();
    double all = IntStream.range(0, shared.length).mapToDouble(i -> shared[i]).sum();
    List<Reason> named =
        IntStream.range(0, shared.length)
            .filter(i -> all > 0 && shared[i] >= SHARE * all)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -shared[i]))
            .limit(NAMED)
            .map(i -> new Reason(Kind.TASTE, i))
            .toList();
    return named.isEmpty() ? List.of(Reason.of(Kind.TASTE)) : named;
  }

  // What one or two did or wait for is not spoken of, whoever else is there.

  /** Whether enough people have liked it here. */
  private boolean isLovedByMany(UUID player, Pick pick) {
    return areEnough(
        rows.createNativeQuery(
                """
                select cast(count(*) as int) from (
                  select distinct user_id from votes
                  where player_id = :player and song_id = :song and vote_value > 3 and weight is not null
                  limit :enough) likers
                """,
                Integer.class)
            .setParameter("song", pick.song()),
        player);
  }

  /** Whether enough of those who are here got less lately, and have the song nearer to them. */
  private boolean haveManyWaited(UUID player, Pick pick) {
    return areEnough(
        rows.createNativeQuery(
                """
                select cast(count(*) as int) from (
                  select from sessions s
                  join profiles p on p.id = s.user_id
                  join roomtone.ledgers l on l.session_id = s.id and l.player_id = s.player_id
                  where s.player_id = :player and s.status = 'active' and s.expires_at > (select roomtone.now()) and l.balance < 0
                    and p.preference_vector operator(extensions.<=>) cast(:sound as vector)
                      < cast(:evenly as vector) operator(extensions.<=>) cast(:sound as vector)
                  limit :enough) waiting
                """,
                Integer.class)
            .setParameter("sound", pick.sound())
            .setParameter("evenly", pick.wantedEvenly()),
        player);
  }

  /** Whether enough people have liked here what the house wanted when it was picked. */
  private boolean isOfManyVoters(UUID player, Pick pick) {
    return areEnough(
        rows.createNativeQuery(
                """
                select cast(count(*) as int) from (
                  select distinct user_id from votes
                  where player_id = :player and vote_value > 3 and weight is not null
                    -- the house may want less of something than of the rest, too: those who liked just that are not behind it
                    and embedding operator(extensions.<=>) cast(:wanted as vector) < 1
                  limit :enough) likers
                """,
                Integer.class)
            .setParameter("wanted", pick.wanted()),
        player);
  }

  private static boolean areEnough(NativeQuery<Integer> people, UUID player) {
    return DisclosureMinimum.holdsFor(
        people
            .setParameter("player", player)
            .setParameter("enough", DisclosureMinimum.FEWEST)
            .getSingleResult());
  }
}
