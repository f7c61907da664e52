package roomtone.brain.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.hibernate.Session;

/** Reads and changes a listener's names, and exports or erases everything about the listener. */
@ApplicationScoped
class Account {

  private final Session rows;
  private final Listeners listeners;
  private final ObjectMapper json;

  Account(Session rows, Listeners listeners, ObjectMapper json) {
    this.rows = rows;
    this.listeners = listeners;
    this.json = json;
  }

  /** How many rows were erased. */
  record Erased(int votes, int sessions) {}

  @Transactional
  Me names(UUID listener) {
    listeners.require(listener);
    return read(listener);
  }

  /**
   * Changes names.
   *
   * @param name computes the new name from the old one; null stands for none
   * @param displayName likewise
   */
  @Transactional
  Me rename(UUID listener, UnaryOperator<String> name, UnaryOperator<String> displayName) {
    listeners.lock(listener);
    Me before = read(listener);
    rows.createNativeMutationQuery(
            "update profiles set name = :name, display_name = :displayName where id = :listener")
        .setParameter("name", name.apply(before.name()), String.class)
        .setParameter("displayName", displayName.apply(before.displayName()), String.class)
        .setParameter("listener", listener)
        .executeUpdate();
    return read(listener);
  }

  /**
   * Erases everything about a listener, except for what rate limits count: when and where votes of
   * the last hour were cast, when votes were changed in the last 10 minutes, and when wrong codes
   * were given in the last hour. Otherwise erasing would lift the limits. The sign-in belongs to
   * Supabase Auth and stays.
   */
  @Transactional
  Erased erase(UUID listener) {
    listeners.lock(listener);
    // Sessions before votes, as everywhere: whoever holds the lock of a reputation waits for none.
    rows.createNativeQuery(
            "select id from sessions where user_id = :listener order by id for update", UUID.class)
        .setParameter("listener", listener)
        .getResultList();
    int votes = delete("votes", listener);
    int sessions = delete("sessions", listener);
    delete("roomtone.vote_requests", listener);
    delete("roomtone.rejected_votes", listener);
    rows.createNativeMutationQuery(
            """
            update profiles set name = null, display_name = null, preference_vector = null,
              survey_vector = null, survey_at = null, survey_seq = null
            where id = :listener
            """)
        .setParameter("listener", listener)
        .executeUpdate();
    return new Erased(votes, sessions);
  }

  /**
   * Returns everything about a listener as JSON. It leaves out the room's means of the cosines, and
   * the ledgers that follow from them: of two listeners they would show the taste of the other.
   */
  @Transactional
  JsonNode export(UUID listener) {
    listeners.require(listener);
    String text =
        rows.createNativeQuery(
                """
                select cast(json_build_object(
                  'profile', (
                    select json_build_object('id', p.id, 'name', p.name, 'display_name', p.display_name,
                      'created_at', p.created_at,
                      'preference_vector', cast(cast(p.preference_vector as text) as json),
                      'survey_vector', cast(cast(p.survey_vector as text) as json), 'survey_at', p.survey_at)
                    from profiles p where p.id = :listener),
                  'sessions', (
                    select coalesce(json_agg(json_build_object('id', s.id, 'player_id', s.player_id,
                      'checked_in_at', s.checked_in_at, 'expires_at', s.expires_at, 'status', s.status,
                      'renewed_at', s.renewed_at, 'ended_at', s.ended_at, 'end_reason', s.end_reason) order by s.checked_in_at), '[]')
                    from sessions s where s.user_id = :listener),
                  'votes', (
                    select coalesce(json_agg(json_build_object('id', v.id, 'song_id', v.song_id,
                      'song', song.title, 'vote_value', v.vote_value, 'vote_time', v.vote_time,
                      'player_id', v.player_id, 'session_id', v.session_id, 'weight', v.weight, 'held', v.held, 'excluded', v.excluded)
                      order by v.vote_time), '[]')
                    from votes v join songs song on song.id = v.song_id where v.user_id = :listener),
                  'heard', (
                    select coalesce(json_agg(json_build_object('play_id', b.play_id, 'session_id', b.session_id,
                      'player_id', play.player_id, 'song_id', play.song_id, 'song', song.title,
                      'played_at', play.played_at, 'fit', b.cosine) order by b.booking_seq), '[]')
                    from sessions s join roomtone.ledger_bookings b on b.session_id = s.id
                      join songs_playing play on play.id = b.play_id join songs song on song.id = play.song_id
                    where s.user_id = :listener),
                  'vote_requests', (
                    select coalesce(json_agg(json_build_object('idempotency_key', r.idempotency_key,
                      'status', r.status, 'response', r.response, 'created_at', r.created_at)
                      order by r.created_at), '[]')
                    from roomtone.vote_requests r where r.user_id = :listener),
                  'withdrawn_votes', (
                    select coalesce(json_agg(json_build_object('id', w.id, 'vote_time', w.vote_time,
                      'player_id', w.player_id) order by w.vote_time), '[]')
                    from roomtone.withdrawn_votes w where w.user_id = :listener),
                  'vote_changes', (
                    select coalesce(json_agg(json_build_object('changed_at', c.changed_at) order by c.id), '[]')
                    from roomtone.vote_changes c where c.user_id = :listener),
                  'wrong_codes', (
                    select coalesce(json_agg(json_build_object('given_at', c.given_at) order by c.id), '[]')
                    from roomtone.wrong_codes c where c.user_id = :listener),
                  'rejected_votes', (
                    select coalesce(json_agg(json_build_object('id', r.id, 'song_id', r.song_id,
                      'vote_value', r.vote_value, 'vote_time', r.vote_time, 'reason', r.reason)), '[]')
                    from roomtone.rejected_votes r where r.user_id = :listener),
                  'exported_at', roomtone.now()) as text)
                """,
                String.class)
            .setParameter("listener", listener)
            .getSingleResult();
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database returned malformed JSON", e);
    }
  }

  private Me read(UUID listener) {
    List<Me> names =
        rows.createNativeQuery(
                "select id, name, display_name, created_at from profiles where id = :listener",
                Me.class)
            .setParameter("listener", listener)
            .getResultList();
    return names.getFirst();
  }

  private int delete(String table, UUID listener) {
    return rows.createNativeMutationQuery("delete from " + table + " where user_id = :listener")
        .setParameter("listener", listener)
        .executeUpdate();
  }
}
