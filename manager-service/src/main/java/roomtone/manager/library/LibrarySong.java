package roomtone.manager.library;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of player_library: a song that a player may play. */
@Entity
@Immutable
@Table(name = "player_library")
class LibrarySong {

  @Id UUID id;

  @Column(name = "player_id", nullable = false)
  UUID playerId;

  @Column(name = "song_id", nullable = false)
  UUID songId;
}
