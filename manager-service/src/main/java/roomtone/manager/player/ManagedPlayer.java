package roomtone.manager.player;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import roomtone.model.PlayerRow;

/** A row of players with what staff set. The token's hash is written and compared in SQL only. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "players")
class ManagedPlayer extends PlayerRow {

  /** {@code online}, {@code offline}, {@code playing} or {@code idle}, as it is stored. */
  @Column(nullable = false)
  String status;

  /** The user who manages it; null: the admins. */
  @Column(name = "manager_id")
  UUID managerId;

  /** Gain on top of every song's own, -60..12. */
  @Column(name = "volume_db", nullable = false)
  float volumeDb;

  /** Overlap of one song with the next, 0..30. */
  @Column(name = "crossfade_seconds", nullable = false)
  float crossfadeSeconds;

  /** How many sessions may begin here from one address in an hour, 1..100000. */
  @Column(name = "checkins_per_hour", nullable = false)
  int checkinsPerHour;

  /** The play that staff want to end, until it has ended. */
  @Column(name = "skip_play_id")
  UUID skipPlayId;
}
