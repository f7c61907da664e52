package roomtone.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Immutable;

/** A room as listeners know it. Read only: the manager maps what it writes. */
@Entity
@Immutable
@DynamicInsert
@DynamicUpdate
@Table(name = "players")
public class Player extends PlayerRow {}
