import type { Player } from './types'
import { Model } from '@roomtone/shared/model'

/** The players that one may see, kept up to date by the stream of changes. */
export class LivePlayers extends Model {
  /** Whether the first event has come: before that an empty list means nothing. */
  loaded = false
  readonly #players = new Map<string, Player>()
  /** What was last known of the players that are gone. */
  readonly #gone = new Map<string, Player>()
  #expectsAll = true

  /** All players, by name. */
  get all(): Player[] {
    return [...this.#players.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
  }

  get(id: string): Player | null {
    return this.#players.get(id) ?? null
  }

  /** Whether the stream told of a player and then that one may not see it any more, or that it is archived. */
  isGone(id: string): boolean {
    return this.#gone.has(id)
  }

  /** What was last known of a player that is gone; null for others. */
  lastKnown(id: string): Player | null {
    return this.#gone.get(id) ?? null
  }

  /** Says that the stream connects: its next event names all players that one may see. */
  expectAll(): void {
    this.#expectsAll = true
  }

  /** Takes an event of the stream. */
  take(event: unknown): void {
    const { players, gone } = (typeof event === 'object' && event !== null ? event : {}) as { players?: unknown; gone?: unknown }
    const told = Array.isArray(players) ? (players as Player[]) : []
    const ids = new Set(told.map((player) => player.id))
    const missing = this.#expectsAll && Array.isArray(players) ? [...this.#players.keys()].filter((id) => !ids.has(id)) : []
    for (const id of [...missing, ...(Array.isArray(gone) ? (gone as string[]) : [])]) {
      this.remove(id)
    }
    for (const player of told) {
      this.#players.set(player.id, player)
      this.#gone.delete(player.id)
    }
    this.#expectsAll &&= !Array.isArray(players)
    this.loaded = true
    this.changed()
  }

  /** Takes the answer of a call that changed a player, so that the page need not wait for the stream. */
  put(player: Player): void {
    if (player.archived_at === null) {
      this.#players.set(player.id, player)
    } else {
      this.remove(player.id)
    }
    this.changed()
  }

  remove(id: string): void {
    const last = this.#players.get(id)
    if (last !== undefined) {
      this.#players.delete(id)
      this.#gone.set(id, last)
    }
    this.changed()
  }

  /** Forgets all, when somebody else signs in. */
  clear(): void {
    this.#players.clear()
    this.#gone.clear()
    this.loaded = false
    this.changed()
  }
}
