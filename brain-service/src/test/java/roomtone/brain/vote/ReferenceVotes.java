package roomtone.brain.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A reference implementation of what votes add to rooms, computed from their whole history in the
 * simplest way: sessions, stays, the dwell and exclusions.
 */
final class ReferenceVotes {

  private static final Duration DWELL = Duration.ofMinutes(5);
  private static final Duration SESSION = Duration.ofMinutes(60);
  private static final Duration RENEWED_BELOW = Duration.ofMinutes(50);
  private static final Duration LONGEST = Duration.ofHours(12);

  /** What the votes of a room add to a song: their number, the sums of k and of kw. */
  record Sum(int votes, double k, double kw) {}

  private static final class Stay {
    private final Instant since;
    private boolean alive;

    Stay(Instant since) {
      this.since = since;
    }
  }

  private record Session(UUID room, Stay stay, Instant checkedInAt, Instant expiresAt) {}

  private static final class Cast {
    private final UUID listener;
    private final UUID song;
    private final Session session;
    private final Instant at;
    private final double k;
    private int value;

    Cast(UUID listener, UUID song, Session session, Instant at, double k, int value) {
      this.listener = listener;
      this.song = song;
      this.session = session;
      this.at = at;
      this.k = k;
      this.value = value;
    }

    boolean isIn(UUID room) {
      return session != null && session.room().equals(room);
    }
  }

  private record Exclusion(UUID room, Instant from, Instant to) {
    boolean covers(Cast vote) {
      return vote.isIn(room) && !vote.at.isBefore(from) && vote.at.isBefore(to);
    }
  }

  private final Map<UUID, double[]> songs;
  private final Map<UUID, Session> sessions = new HashMap<>();
  private final Map<String, Exclusion> exclusions = new HashMap<>();
  private final List<Cast> votes = new ArrayList<>();

  /**
   * @param songs the embeddings, unit length, of the songs that every room may play
   */
  ReferenceVotes(Map<UUID, double[]> songs) {
    this.songs = songs;
  }

  void checkIn(UUID listener, UUID room, Instant now) {
    Stay stay =
        active(listener, now)
            .filter(older -> older.room().equals(room))
            .map(Session::stay)
            .orElseGet(() -> new Stay(now));
    sessions.put(listener, new Session(room, stay, now, now.plus(SESSION)));
  }

  void checkOut(UUID listener) {
    sessions.remove(listener);
  }

  /** A renewal, which every vote is too. */
  void renew(UUID listener, Instant now) {
    active(listener, now)
        .ifPresent(
            session -> {
              session.stay().alive |= !now.isBefore(session.stay().since.plus(DWELL));
              if (session.expiresAt().isBefore(now.plus(RENEWED_BELOW))) {
                Instant last = session.checkedInAt().plus(LONGEST);
                Instant renewed = now.plus(SESSION);
                sessions.put(
                    listener,
                    new Session(
                        session.room(),
                        session.stay(),
                        session.checkedInAt(),
                        renewed.isAfter(last) ? last : renewed));
              }
            });
  }

  void vote(UUID listener, UUID song, int value, Instant now) {
    Optional<Cast> earlier =
        votes.stream()
            .filter(vote -> vote.listener.equals(listener) && vote.song.equals(song))
            .filter(vote -> !vote.at.isBefore(now.minus(Duration.ofMinutes(10))))
            .max(Comparator.comparing(vote -> vote.at));
    if (earlier.isPresent()) {
      earlier.get().value = value;
    } else {
      Session session = active(listener, now).orElse(null);
      long before =
          votes.stream()
              .filter(vote -> vote.listener.equals(listener))
              .filter(vote -> session != null && vote.isIn(session.room()))
              .filter(vote -> vote.at.isAfter(now.minus(Duration.ofHours(12))))
              .count();
      votes.add(new Cast(listener, song, session, now, Math.min(1, 4.0 / (before + 1)), value));
    }
    renew(listener, now);
  }

  /** Returns when the listener's votes were cast, oldest first; the time names the vote. */
  List<Instant> votesOf(UUID listener) {
    return votes.stream().filter(vote -> vote.listener.equals(listener)).map(v -> v.at).toList();
  }

  void change(UUID listener, Instant vote, int value, Instant now) {
    votes.stream()
        .filter(cast -> cast.listener.equals(listener) && cast.at.equals(vote))
        .forEach(cast -> cast.value = value);
    renew(listener, now);
  }

  void delete(UUID listener, Instant vote) {
    votes.removeIf(cast -> cast.listener.equals(listener) && cast.at.equals(vote));
  }

  void exclude(String id, UUID room, Instant from, Instant to) {
    exclusions.put(id, new Exclusion(room, from, to));
  }

  void readmit(String id) {
    exclusions.remove(id);
  }

  private Optional<Session> active(UUID listener, Instant now) {
    return Optional.ofNullable(sessions.get(listener))
        .filter(session -> session.expiresAt().isAfter(now));
  }

  private List<Cast> counted(UUID room) {
    return votes.stream()
        .filter(vote -> vote.isIn(room) && vote.session.stay().alive)
        .filter(vote -> exclusions.values().stream().noneMatch(span -> span.covers(vote)))
        .toList();
  }

  /** Returns the sums of a room, by song. */
  Map<UUID, Sum> sums(UUID room) {
    Map<UUID, Sum> sums = new TreeMap<>();
    for (Cast vote : counted(room)) {
      sums.merge(
          vote.song,
          new Sum(1, vote.k, vote.k * opinion(vote)),
          (a, b) -> new Sum(a.votes() + b.votes(), a.k() + b.k(), a.kw() + b.kw()));
    }
    return sums;
  }

  /** Returns the sum of k(w - mean w)(s - mean s) of a room, of any length. */
  double[] houseVoice(UUID room) {
    List<Cast> counted = counted(room);
    double k = counted.stream().mapToDouble(vote -> vote.k).sum();
    double mean = counted.stream().mapToDouble(vote -> vote.k * opinion(vote)).sum() / (k + 5);
    double[] voice = new double[5];
    for (int i = 0; i < 5; i++) {
      int component = i;
      double middle = songs.values().stream().mapToDouble(s -> s[component]).average().orElse(0);
      for (Cast vote : counted) {
        voice[i] += vote.k * (opinion(vote) - mean) * (songs.get(vote.song)[i] - middle);
      }
    }
    return voice;
  }

  private static double opinion(Cast vote) {
    return (vote.value - 3) / 2.0;
  }
}
