import type { Player } from './types'
import { Model } from '@roomtone/shared/model'

/** The players that one may see, kept up to date by the stream of changes. */
export class LivePlayers extends Model {
  /** Whether the first event has come: before that an empty list means nothing. */
  loaded = false
  readonly #players = new Map<string, Player>()

  /** All players, by name. */
  get all(): Player[] {
    return [...this.#players.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
  }

  get(id: string): Player | null {
    return this.#players.get(id) ?? null
  }

  /** Takes an event of the stream. */
  take(event: unknown): void {
    const { players, gone } = (typeof event === 'object' && event !== null ? event : {}) as { players?: unknown; gone?: unknown }
    for (const player of Array.isArray(players) ? (players as Player[]) : []) {
      this.#players.set(player.id, player)
    }
    for (const id of Array.isArray(gone) ? (gone as string[]) : []) {
      this.#players.delete(id)
    }
    this.loaded = true
    this.changed()
  }

  /** Takes the answer of a call that changed a player, so that the page need not wait for the stream. */
  put(player: Player): void {
    if (player.archived_at === null) {
      this.#players.set(player.id, player)
    } else {
      this.#players.delete(player.id)
    }
    this.changed()
  }

  remove(id: string): void {
    this.#players.delete(id)
    this.changed()
  }

  /** Forgets all, when somebody else signs in. */
  clear(): void {
    this.#players.clear()
    this.loaded = false
    this.changed()
  }
}
