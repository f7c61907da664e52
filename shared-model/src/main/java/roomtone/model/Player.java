package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A room as listeners know it. Read only: the manager maps what it writes. */
@Entity
@Immutable
@Table(name = "players")
public class Player extends PlayerRow {

  /** How many sessions may begin here from one address in an hour, 1..100000. */
  @Column(name = "checkins_per_hour", nullable = false)
  public int checkinsPerHour;
}
