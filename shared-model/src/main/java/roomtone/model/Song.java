package roomtone.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A song as listeners know it. Read only: the manager maps what it writes. */
@Entity
@Immutable
@Table(name = "songs")
public class Song extends SongRow {}
