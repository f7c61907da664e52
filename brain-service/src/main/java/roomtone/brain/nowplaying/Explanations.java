package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.brain.collective.Privacy;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.collective.PublicCollectives.Rough;
import roomtone.brain.nowplaying.Ground.Kind;
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
  private final Session rows;

  /** What was told last, by room and entry. */
  private final Map<UUID, Map<UUID, Told>> told = new ConcurrentHashMap<>();

  Explanations(PublicCollectives collectives, Session rows) {
    this.collectives = collectives;
    this.rows = rows;
  }

  /**
   * What to tell of a room's picks.
   *
   * @return one for each
   */
  @Transactional
  List<Told> of(UUID player, List<Pick> picks) {
    Optional<Rough> wanted = collectives.of(player);
    Map<UUID, Told> before = told.getOrDefault(player, Map.of());
    Map<UUID, Told> after = new HashMap<>();
    List<Told> all = new ArrayList<>();
    for (Pick pick : picks) {
      Told now = of(pick, player, wanted, before);
      all.add(now);
      if (now.wanted() != null) {
        after.put(pick.entry(), now);
      }
    }
    if (after.isEmpty()) {
      told.remove(player);
    } else {
      told.put(player, after);
    }
    return all;
  }

  private Told of(Pick pick, UUID player, Optional<Rough> wanted, Map<UUID, Told> before) {
    if (pick.byRotation()) {
      return Told.only(pick.reason(), Ground.of(Kind.ROTATION));
    }
    if (pick.reason() == null || wanted.isEmpty()) {
      return Told.NOTHING;
    }
    if (pick.byListeners()) {
      return byListeners(pick, player, wanted.get(), before);
    }
    return isOfManyVoters(player, pick)
        ? Told.only(pick.reason(), Ground.of(Kind.HOUSE))
        : Told.NOTHING;
  }

  private Told byListeners(Pick pick, UUID player, Rough wanted, Map<UUID, Told> before) {
    if (pick.listenersAtPick() == null || !Privacy.holdsFor(pick.listenersAtPick())) {
      return Told.NOTHING;
    }
    if (pick.sound() == null) {
      return Told.only(pick.reason());
    }
    Told earlier = before.get(pick.entry());
    if (earlier != null && (pick.stands() || earlier.minute().equals(wanted.minute()))) {
      return earlier;
    }
    List<Double> sound = PublicCollectives.tenths(pick.sound());
    List<Ground> grounds = new ArrayList<>(tastes(wanted.vector(), sound));
    if (pick.reputation() != null && pick.reputation() >= LOVED && isLovedByMany(player, pick)) {
      grounds.add(Ground.of(Kind.REPUTATION));
    }
    if (pick.catchUp() != null && pick.catchUp() >= MADE_UP && haveManyWaited(player, pick)) {
      grounds.add(Ground.of(Kind.CATCH_UP));
    }
    return new Told(pick.reason(), List.copyOf(grounds), wanted.vector(), sound, wanted.minute());
  }

  /** The dimensions that the song shares with what is wanted, the most shared first. */
  private static List<Ground> tastes(List<Double> wanted, List<Double> sound) {
    double[] shared =
        IntStream.range(0, Taste.DIMENSIONS)
            .mapToDouble(i -> wanted.get(i) * sound.get(i))
            .toArray();
    double all = IntStream.range(0, shared.length).mapToDouble(i -> shared[i]).sum();
    List<Ground> named =
        IntStream.range(0, shared.length)
            .filter(i -> all > 0 && shared[i] >= SHARE * all)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -shared[i]))
            .limit(NAMED)
            .map(i -> new Ground(Kind.TASTE, i))
            .toList();
    return named.isEmpty() ? List.of(Ground.of(Kind.TASTE)) : named;
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
    return Privacy.holdsFor(
        people
            .setParameter("player", player)
            .setParameter("enough", Privacy.FEWEST)
            .getSingleResult());
  }
}
