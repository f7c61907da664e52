package roomtone.brain.profile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import roomtone.problem.Problem;

/**
 * The rows that stand for listeners. Sign-up makes them; whoever comes without one gets it at the
 * first call.
 */
@ApplicationScoped
public class Listeners {

  private final Session rows;

  Listeners(Session rows) {
    this.rows = rows;
  }

  /**
   * Makes sure that there is a row.
   *
   * @throws Problem 401 account-gone when the user no longer exists
   */
  @Transactional
  public void require(UUID listener) {
    if (rows.createNativeQuery("select 1 from profiles where id = :listener", Integer.class)
        .setParameter("listener", listener)
        .getResultList()
        .isEmpty()) {
      make(listener);
    }
  }

  /**
   * Waits for the listener's turn: until the transaction ends nobody else changes their votes,
   * sessions or taste. The first lock that a transaction takes, so that two never wait for each
   * other.
   *
   * @return the database's time, read once it is their turn
   * @throws Problem 401 account-gone when the user no longer exists
   */
  @Transactional(TxType.MANDATORY)
  public Instant lock(UUID listener) {
    while (rows.createNativeQuery(
            "select 1 from profiles where id = :listener for no key update", Integer.class)
        .setParameter("listener", listener)
        .getResultList()
        .isEmpty()) {
      make(listener);
    }
    return now();
  }

  private void make(UUID listener) {
    try {
      rows.createNativeMutationQuery(
              "insert into profiles (id) values (:listener) on conflict do nothing")
          .setParameter("listener", listener)
          .executeUpdate();
    } catch (ConstraintViolationException noSuchUser) {
      throw Problem.of(
              401, "account-gone", "Account gone", "This account no longer exists. Sign in anew.")
          .header("WWW-Authenticate", "Bearer");
    }
  }

  /** The time by the only clock that counts: the database's. */
  @Transactional
  public Instant now() {
    return rows.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
  }
}
