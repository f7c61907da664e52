import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, loading } from '../core/parts'
import { durationText } from '../core/song-words'
import { percent, t } from '../core/text'
import { dayBounds, stretches } from '../core/timeline'
import type { PlayRecord } from '../core/types'

/** More plays than a day of the shortest songs has. */
const MOST_PAGES = 5

/** A picture of one day of a room: when something played. The same is said in a sentence and in a table for those who do not see it. */
@customElement('admin-day-picture')
export class DayPictureElement extends Panel {
  @property() playerId = ''
  @property() timezone = 'UTC'
  /** `YYYY-MM-DD`, in the room's timezone. */
  @property() day = ''
  private readonly loader = new Loader<readonly PlayRecord[]>(this, async (signal) => {
    const bounds = dayBounds(this.day, this.timezone)
    const plays: PlayRecord[] = []
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await app().api.get('/api/admin/players/{id}/history', { path: { id: this.playerId }, query: { ...bounds, page, size: 200 }, signal })
      plays.push(...answer.items)
      if (plays.length >= answer.total || answer.items.length === 0) {
        break
      }
    }
    return plays.reverse()
  })

  protected override willUpdate(_: PropertyValues): void {
    if (/^\d{4}-\d{2}-\d{2}$/.test(this.day)) {
      this.loader.follow(`${this.playerId} ${this.day} ${this.timezone}`)
    }
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.loader
    if (value === null) {
      return failure === null ? loading() : failed(failure, this.loader.reload)
    }
    const shown = stretches(value, this.day)
    const share = shown.reduce((sum, stretch) => sum + stretch.width, 0)
    const summary = shown.length === 0 ? t('history.silent-day') : t('history.day-words', { count: shown.length, share: percent(Math.min(1, share)) })
    return html`
      <figure class="day-picture">
        <svg viewBox="0 0 1440 100" preserveAspectRatio="none" role="img" aria-label=${summary}>
          ${Array.from({ length: 25 }, (_, hour) => svg`<line class=${hour % 6 === 0 ? 'strong' : ''} x1=${hour * 60} x2=${hour * 60} y1="0" y2="100" />`)}
          ${shown.map(
            ({ left, width, play }) =>
              svg`<rect class=${`play ${play.outcome ?? 'running'}`} x=${left * 1440} y="15" height="70" width=${Math.max(0.8, width * 1440)}><title>${play.started_local.slice(11, 16)} ${play.title ?? ''}</title></rect>`,
          )}
        </svg>
        <div class="hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<span>${String(hour).padStart(2, '0')}:00</span>`)}</div>
        <figcaption>${summary}</figcaption>
      </figure>
      ${shown.length === 0 ? nothing : html`<details><summary>${t('history.as-table')}</summary>${table(shown.map(({ play }) => play))}</details>`}
    `
  }
}

function table(plays: readonly PlayRecord[]): TemplateResult {
  return html`<div class="table-frame"><table>
    <thead><tr><th scope="col">${t('history.when')}</th><th scope="col">${t('song.title')}</th><th scope="col" class="number">${t('song.duration')}</th></tr></thead>
    <tbody>${plays.map((play) => html`<tr><td>${play.started_local.slice(11, 16)}</td><th scope="row">${play.title ?? t('history.gone')}</th><td class="number">${durationText(play.seconds)}</td></tr>`)}</tbody>
  </table></div>`
}
