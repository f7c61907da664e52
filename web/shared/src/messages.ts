import { Model } from './model'
import type { Store } from './storage'

/** A message: a text with {placeholders}, or one text for each plural category that the language has. */
export type Message = string | PluralMessage

/** `other` is for all numbers whose category has no text of its own. */
export interface PluralMessage {
  readonly one?: string
  readonly other: string
}

export type Catalogue = Readonly<Record<string, Message>>

/** The keys of a messages file. */
export type Key<C extends Catalogue> = keyof C & string

export type Values = Readonly<Record<string, string | number>>

/** Where the language that was chosen by hand is kept. */
const KEY = 'language'

/**
 * Chooses a language.
 *
 * @param wanted in order of preference, such as navigator.languages
 * @param available the first is the one for everybody else
 */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0]
    const found = available.find((candidate) => candidate.toLowerCase() === language)
    if (found !== undefined) {
      return found
    }
  }
  return available[0] ?? 'en'
}

/**
 * The words of a page in the language of its reader.
 *
 * @typeParam C the messages file of the page, which types its keys
 */
export class Messages<C extends Catalogue> extends Model {
  language: string
  readonly #wanted: readonly string[]
  readonly #catalogues: Readonly<Record<string, C>>
  readonly #store: Store
  #plurals: Intl.PluralRules

  /**
   * @param catalogues one file for each language, all with the same keys; the first is for everybody else
   * @param store keeps the language that was chosen by hand
   */
  constructor(catalogues: Readonly<Record<string, C>>, store: Store, wanted: readonly string[] = navigator.languages) {
    super()
    this.#catalogues = catalogues
    this.#store = store
    this.#wanted = wanted
    const kept = store.get(KEY)
    this.language = chooseLanguage(kept === null ? wanted : [kept, ...wanted], this.languages)
    this.#plurals = new Intl.PluralRules(this.language)
  }

  get languages(): readonly string[] {
    return Object.keys(this.#catalogues)
  }

  /** The language with the region of the browser, for numbers and times: a British browser writes them otherwise than an American one. */
  get locale(): string {
    return this.#wanted.find((tag) => tag.toLowerCase().split('-')[0] === this.language) ?? this.language
  }

  /** Chooses a language by hand and keeps it. */
  choose(language: string): void {
    this.language = chooseLanguage([language], this.languages)
    this.#plurals = new Intl.PluralRules(this.language)
    this.#store.set(KEY, this.language)
    this.changed()
  }

  /**
   * Returns a message. `{name}` stands for the value `name`; numbers are written as the language writes them, and `count` chooses the plural.
   */
  readonly t = (key: Key<C>, values: Values = {}): string => {
    const message: Message | undefined = this.#catalogues[this.language]?.[key]
    const text = typeof message === 'object' ? this.#plural(message, values['count']) : (message ?? key)
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name]
      return value === undefined ? placeholder : typeof value === 'number' ? this.number(value) : value
    })
  }

  /** A number as the language writes it. */
  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(this.locale, options).format(value)
  }

  /** A time of the day, and the day where it is not today. */
  time(instant: string | number | Date, now: number | null = null): string {
    const date = new Date(instant)
    const sameDay = now !== null && new Date(now).toDateString() === date.toDateString()
    const options: Intl.DateTimeFormatOptions = sameDay ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }
    return new Intl.DateTimeFormat(this.locale, options).format(date)
  }

  #plural(message: PluralMessage, count: string | number | undefined): string {
    const category = this.#plurals.select(Number(count ?? 0))
    return category === 'one' ? (message.one ?? message.other) : message.other
  }
}

/** Lists what differs between two messages files: missing keys, other placeholders, plurals on one side only, empty texts. */
export function differences(first: Catalogue, second: Catalogue): string[] {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)])
  return [...keys].flatMap((key) => {
    const [a, b] = [first[key], second[key]]
    if (a === undefined || b === undefined) {
      return [`${key}: missing in the ${a === undefined ? 'first' : 'second'} file`]
    }
    if ([a, b].some((message) => texts(message).some((text) => text.trim() === ''))) {
      return [`${key}: empty`]
    }
    const [inA, inB] = [placeholders(a), placeholders(b)]
    return inA === inB ? [] : [`${key}: placeholders ${inA} and ${inB}`]
  })
}

function texts(message: Message): string[] {
  return typeof message === 'string' ? [message] : [message.one ?? message.other, message.other]
}

function placeholders(message: Message): string {
  const found = texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? [])
  return [...new Set(found)].sort().join(' ')
}
