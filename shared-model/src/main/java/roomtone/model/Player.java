package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** A room as listeners know it. Read only: the manager maps what it writes. */
@Entity
@Immutable
@Table(name = "players")
public class Player extends PlayerRow {

  /**
   * {@code online}, {@code offline}, {@code playing} or {@code idle}, as it is when the row is
   * read: the column follows a play without a reported end only some seconds later.
   */
  @Formula("roomtone.player_status(id, status)")
  public String status;

  /** How many sessions may begin here from one address in an hour, 1..100000. */
  @Column(name = "checkins_per_hour", nullable = false)
  public int checkinsPerHour;
}
