import { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'

/** Values of a form by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>

/** What somebody has typed and not saved. */
export interface Draft {
  /** The values as they were when the typing began. */
  readonly base: Fields
  /** The fields that differ from them. */
  readonly values: Fields
}

/** A field that somebody else has changed meanwhile to another value than one's own. */
export interface Conflict {
  readonly field: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

/**
 * Keeps what was typed and not saved, for each form, through back, forward, reload and sign-in. It is kept for this tab alone, so that two
 * tabs do not write into each other's forms.
 */
export class Drafts extends Model {
  readonly #store: Store
  readonly #drafts = new Map<string, Draft>()

  /** @param store outlasts a reload; see {@link Store} */
  constructor(store: Store) {
    super()
    this.#store = store
    for (const [key, draft] of Object.entries(read(store.get('drafts')))) {
      this.#drafts.set(key, draft)
    }
  }

  /** How many forms hold something that is not saved. */
  get size(): number {
    return this.#drafts.size
  }

  get(key: string): Draft | null {
    return this.#drafts.get(key) ?? null
  }

  /** Keeps a value; a value that is the same as in `base` is no change. */
  set(key: string, field: string, value: unknown, base: Fields): void {
    const draft = this.#drafts.get(key) ?? { base, values: {} }
    const values: Record<string, unknown> = { ...draft.values, [field]: value }
    if (same(value, draft.base[field])) {
      delete values[field]
    }
    if (Object.keys(values).length === 0) {
      this.#drafts.delete(key)
    } else {
      this.#drafts.set(key, { base: draft.base, values })
    }
    this.#write()
  }

  discard(key: string): void {
    if (this.#drafts.delete(key)) {
      this.#write()
    }
  }

  /** Throws all away, when somebody signs out. */
  clear(): void {
    this.#drafts.clear()
    this.#write()
  }

  /** Takes the present values as the new base, after they were shown to the person who types. */
  rebase(key: string, base: Fields): void {
    const draft = this.#drafts.get(key)
    if (draft === undefined) {
      return
    }
    const values = Object.fromEntries(Object.entries(draft.values).filter(([field, value]) => !same(value, base[field])))
    if (Object.keys(values).length === 0) {
      this.#drafts.delete(key)
    } else {
      this.#drafts.set(key, { base, values })
    }
    this.#write()
  }

  #write(): void {
    this.#store.set('drafts', JSON.stringify(Object.fromEntries(this.#drafts)))
    this.changed()
  }
}

/** Finds the fields that both sides have changed, each to another value. */
export function conflicts(draft: Draft, now: Fields): Conflict[] {
  return Object.entries(draft.values)
    .filter(([field, mine]) => !same(draft.base[field], now[field]) && !same(mine, now[field]))
    .map(([field, mine]) => ({ field, base: draft.base[field], mine, theirs: now[field] }))
}

/** Compares two values of JSON; the order of an object's members does not matter. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) {
    return false
  }
  const left = Object.entries(a)
  const right = new Map(Object.entries(b))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
}

function read(text: string | null): Record<string, Draft> {
  try {
    const json: unknown = JSON.parse(text ?? '{}')
    const drafts: Record<string, Draft> = {}
    for (const [key, value] of Object.entries(typeof json === 'object' && json !== null ? json : {})) {
      const draft = value as Partial<Draft> | null
      if (typeof draft?.base === 'object' && typeof draft.values === 'object') {
        drafts[key] = { base: draft.base, values: draft.values }
      }
    }
    return drafts
  } catch {
    return {}
  }
}
