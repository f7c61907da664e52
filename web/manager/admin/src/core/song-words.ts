import { html, nothing, type TemplateResult } from 'lit'
import { clockText } from '@roomtone/shared/wait'
import { app } from './app'
import { percent, t, tMaybe } from './text'
import type { Song } from './types'

/** The name of a dimension in the language of the page; dimensions are configuration, so that it may have none here. */
export function dimensionName(index: number): string {
  const name = app().config.dimensions[index] ?? ''
  return tMaybe(`dimension.${name}`) ?? name.replace(/_/g, ' ')
}

/** How sure the analysis is, in words and per cent. The limits are those measured for the model (docs/operations.md, Recordings). */
export function confidenceWords(confidence: number): string {
  const key = confidence >= 0.8 ? 'confidence.high' : confidence >= 0.5 ? 'confidence.middle' : 'confidence.low'
  return t(key, { share: percent(confidence) })
}

/** The strongest dimension of weights; null for none. */
export function strongest(weights: readonly number[] | null): number | null {
  if (weights === null || weights.length === 0) {
    return null
  }
  const most = Math.max(...weights)
  return most > 0 ? weights.indexOf(most) : null
}

/** What a song sounds like, as far as it is known. */
export function soundTag(song: Song): TemplateResult | typeof nothing {
  const index = strongest(song.embedding)
  if (index !== null) {
    return html`<span class="tag">${dimensionName(index)}</span>`
  }
  const suggested = strongest(song.suggested_embedding)
  return suggested === null
    ? html`<span class="tag warn">${t('song.unheard')}</span>`
    : html`<span class="tag warn">${t('song.suggests', { sound: dimensionName(suggested) })}</span>`
}

/** A duration as m:ss; a dash when it is unknown. */
export function durationText(seconds: number | null): string {
  return seconds === null ? '–' : clockText(seconds)
}
