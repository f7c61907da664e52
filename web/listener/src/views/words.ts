import type { Page } from '../model/page'
import type { CurrentSong, Dimension, QueueEntry } from '../model/types'

/** The five steps of a vote in words, the least first. */
export function stepWords(page: Page): readonly string[] {
  return [page.t('vote.1'), page.t('vote.2'), page.t('vote.3'), page.t('vote.4'), page.t('vote.5')]
}

/** Why a song was picked, in words; empty when that may not be disclosed. */
export function reasonWords(page: Page, pick: CurrentSong | QueueEntry): string {
  if (pick.why.length > 0) {
    return pick.why.map((reason) => reason.text).join(' · ')
  }
  return pick.reason === null ? '' : page.t(`reason.${pick.reason}`)
}

/** The amounts of five kinds of sound in words, the greatest first, without those that are hardly there. */
export function amountWords(page: Page, amounts: readonly number[]): string {
  const named = amounts
    .map((amount, index) => ({ amount, name: page.dimensionName(index) }))
    .filter(({ amount }) => amount >= 0.05)
    .sort((a, b) => b.amount - a.amount)
    .map(({ amount, name }) => `${name} ${page.messages.number(amount, { style: 'percent', maximumFractionDigits: 0 })}`)
  return named.length === 0 ? page.t('picture.nothing') : new Intl.ListFormat(page.messages.language, { type: 'conjunction' }).format(named)
}

/** What a song has of each dimension, in the order of the configuration; null when it is not disclosed. */
export function songAmounts(page: Page, dimensions: readonly Dimension[] | null): readonly number[] | null {
  if (dimensions === null) {
    return null
  }
  return page.config.dimensions.map((name) => dimensions.find((dimension) => dimension.dimension === name)?.song ?? 0)
}

/** A span in words: minutes, or hours and minutes. */
export function spanWords(page: Page, ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 90) {
    return page.t('minutes', { count: minutes })
  }
  return page.t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
