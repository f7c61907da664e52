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
 * Locks the profiles of listeners, and makes them where they are missing. Sign-up makes a profile;
 * the first call of a listener without one makes it too.
 */
@ApplicationScoped
public class Listeners {

  private final Session rows;

  Listeners(Session rows) {
    this.rows = rows;
  }

  /**
   * Makes the listener's profile if it is missing.
   *
   * @throws Problem 401 account-gone when the user no longer exists
   */
  @Transactional
  public void require(UUID listener) {
    if (rows.createNativeQuery("select 1 from profiles where id = :listener", Integer.class)
        .setParameter("listener", listener)
        .getResultList()
        .isEmpty()) {
      create(listener);
    }
  }

  /**
   * Locks the listener's profile: until the transaction ends no other changes their votes, sessions
   * or taste. A transaction takes this lock before all others, so that no two deadlock.
   *
   * @return the database's time, read under the lock
   * @throws Problem 401 account-gone when the user no longer exists
   */
  @Transactional(TxType.MANDATORY)
  public Instant lock(UUID listener) {
    while (rows.createNativeQuery(
            "select 1 from profiles where id = :listener for no key update", Integer.class)
        .setParameter("listener", listener)
        .getResultList()
        .isEmpty()) {
      create(listener);
    }
    return now();
  }

  private void create(UUID listener) {
    try {
      rows.createNativeMutationQuery(
              "insert into profiles (id) values (:listener) on conflict do nothing")
          .setParameter("listener", listener)
          .executeUpdate();
    } catch (ConstraintViolationException noSuchUser) {
      throw Problem.of("account-gone").header("WWW-Authenticate", "Bearer");
    }
  }

  /** Returns the database's time, by which everything stored is timed. */
  @Transactional
  public Instant now() {
    return rows.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
  }
}
