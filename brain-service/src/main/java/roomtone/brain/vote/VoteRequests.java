package roomtone.brain.vote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.problem.Problem;

/** Answers kept for callers who did not hear them and ask again. Callers bring the transaction. */
@ApplicationScoped
class VoteRequests {

  /**
   * An answer as it was given.
   *
   * @param body JSON
   */
  record Answered(int status, String body) {}

  private final Session rows;
  private final ObjectMapper json;

  VoteRequests(Session rows, ObjectMapper json) {
    this.rows = rows;
    this.json = json;
  }

  /**
   * What was answered to the same request under the same key.
   *
   * @return empty: the key is new
   * @throws Problem 409 when the key stands for another request
   */
  Optional<Answered> answered(UUID listener, UUID key, Ballot ballot) {
    return rows.createNativeQuery(
            """
            select request_hash, status, cast(response as text) as response
            from roomtone.vote_requests where user_id = :listener and idempotency_key = :key
            """,
            Tuple.class)
        .setParameter("listener", listener)
        .setParameter("key", key)
        .getResultStream()
        .findFirst()
        .map(
            row -> {
              if (!Arrays.equals(row.get("request_hash", byte[].class), ballot.meaning())) {
                throw Problem.of(
                    409,
                    "idempotency-key-reused",
                    "Idempotency key reused",
                    "This Idempotency-Key was sent with another vote. Make a new key for each vote.");
              }
              return new Answered(
                  row.get("status", Integer.class), row.get("response", String.class));
            });
  }

  /** Keeps an answer. */
  Answered keep(UUID listener, UUID key, Ballot ballot, Answered answer) {
    rows.createNativeMutationQuery(
            """
            insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
            values (:listener, :key, :meaning, :status, cast(:response as jsonb))
            """)
        .setParameter("listener", listener)
        .setParameter("key", key)
        .setParameter("meaning", ballot.meaning())
        .setParameter("status", answer.status())
        .setParameter("response", answer.body())
        .executeUpdate();
    return answer;
  }

  /** Removes answers that nobody asks for any more. */
  @Transactional
  public int forgetOld(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.vote_requests
            where (user_id, idempotency_key) in (
              select user_id, idempotency_key from roomtone.vote_requests
              where created_at < (select roomtone.now() - interval '24 hours') limit :limit
              for update skip locked)
            """)
        .setParameter("limit", limit)
        .executeUpdate();
  }

  /** The answer as it goes out. */
  Answered answer(int status, VoteAnswer answer) {
    try {
      return new Answered(status, json.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
