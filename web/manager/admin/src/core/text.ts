import { chooseLanguage, type Key, Messages, type Values } from '@roomtone/shared/messages'
import type { Store } from '@roomtone/shared/storage'
import type en from '../messages/en.json'

export type Words = typeof en

/** The names of the panel's words. */
export type MessageKey = Key<Words>

/** The languages that the panel can speak. The first is the one for everybody else. */
export const LANGUAGES = ['en', 'de'] as const

let messages: Messages<Words> | null = null

/**
 * Loads the words of the language that was chosen by hand, else of the one that the browser prefers.
 *
 * @param offered the languages that the service offers; none: all of the panel
 */
export async function loadWords(store: Store, offered: readonly string[], wanted: readonly string[] = navigator.languages): Promise<string> {
  const possible = LANGUAGES.filter((one) => offered.length === 0 || offered.includes(one))
  const kept = store.get('language')
  const language = chooseLanguage(kept === null ? wanted : [kept, ...wanted], possible.length === 0 ? LANGUAGES : possible)
  const words = language === 'de' ? await import('../messages/de.json') : await import('../messages/en.json')
  speak(language, words.default, store)
  return language
}

/** Chooses the words and the language of all numbers and times. */
export function speak(language: string, words: Words, store: Store): void {
  messages = new Messages({ [language]: words }, store, [language])
}

/** Returns the language in use. */
export function spoken(): string {
  return messages?.language ?? 'en'
}

/** Returns words: `{name}` stands for the value of that name, and `count` chooses between one and many. */
export function t(key: MessageKey, values: Values = {}): string {
  return messages?.t(key, values) ?? key
}

/** Returns words whose name is put together, or null when there are none. */
export function tMaybe(key: string, values: Values = {}): string | null {
  const found = messages?.t(key as MessageKey, values)
  return found === undefined || found === key ? null : found
}

/** Formats a number, with at most `digits` digits after the point. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(spoken(), { maximumFractionDigits: digits }).format(value)
}

/** Formats a share of 1 as whole per cent. */
export function percent(value: number): string {
  return new Intl.NumberFormat(spoken(), { style: 'percent', maximumFractionDigits: 0 }).format(value)
}

/** Formats a day and time; in the timezone of the browser unless another is named. */
export function dateTime(instant: string, timeZone?: string): string {
  return format(instant, { dateStyle: 'medium', timeStyle: 'short', ...(timeZone === undefined ? {} : { timeZone }) })
}

/** Formats a time of day; in the timezone of the browser unless another is named. */
export function timeOfDay(instant: string, timeZone?: string): string {
  return format(instant, { timeStyle: 'short', ...(timeZone === undefined ? {} : { timeZone }) })
}

function format(instant: string, options: Intl.DateTimeFormatOptions): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : new Intl.DateTimeFormat(spoken(), options).format(at)
}

/** Formats a span of time that ended now, such as "3 minutes ago". */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const relative = new Intl.RelativeTimeFormat(spoken(), { numeric: 'auto' })
  if (seconds < 60) {
    return relative.format(-seconds, 'second')
  }
  if (seconds < 3600) {
    return relative.format(-Math.floor(seconds / 60), 'minute')
  }
  if (seconds < 86_400) {
    return relative.format(-Math.floor(seconds / 3600), 'hour')
  }
  return relative.format(-Math.floor(seconds / 86_400), 'day')
}

/** Formats a size in bytes, such as "4.2 MB". */
export function bytes(size: number): string {
  if (size < 1000) {
    return `${size} B`
  }
  return size < 1_000_000 ? `${number(size / 1000)} kB` : `${number(size / 1_000_000, 1)} MB`
}
