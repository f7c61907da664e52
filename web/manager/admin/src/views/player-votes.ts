import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { Loader } from '../core/loader'
import { failed, field, formProblem, loading, pageOf, pager } from '../core/parts'
import { dateTime, t } from '../core/text'
import type { Player } from '../core/types'
import { PlayerPanel } from './player-panel'

const SIZE = 20

interface Exclusion {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly votes: number
  readonly created_at: string
}

interface Exclusions {
  readonly items: readonly Exclusion[]
  readonly page: number
  readonly total: number
}

/** Takes the votes of a span of time out of a room, for example of a flood of them, and lets them count again. */
@customElement('admin-player-votes')
export class PlayerVotesElement extends PlayerPanel {
  protected readonly tab = 'player-votes'
  private readonly exclusions = new Loader<Exclusions>(this, async (signal) => {
    const { brain } = app()
    if (brain === null) {
      return { items: [], page: 1, total: 0 }
    }
    return brain.get('/api/players/{player}/vote-exclusions', { path: { player: this.playerId }, query: { page: pageOf(app().router.place.query), size: SIZE }, signal })
  })

  constructor() {
    super()
    new Watch(this, app().router)
  }

  protected override willUpdate(changes: PropertyValues): void {
    super.willUpdate(changes)
    if (app().router.place.name === 'player-votes') {
      this.exclusions.follow(`${this.playerId} ${pageOf(app().router.place.query)}`)
    }
  }

  protected content(_: Player): TemplateResult {
    if (app().brain === null) {
      return html`<div class="notice"><p>${t('votes.not-offered')}</p></div>`
    }
    const { value, failure } = this.exclusions
    return html`
      ${this.form()}
      <section aria-labelledby="exclusions">
        <h2 id="exclusions">${t('votes.list')}</h2>
        ${failure === null ? nothing : failed(failure, this.exclusions.reload)}
        ${value === null ? (failure === null ? loading() : nothing) : this.list(value)}
      </section>
    `
  }

  private form(): TemplateResult {
    const time = (id: 'from' | 'to', label: string, value: string) =>
      field({ id: `votes-${id}`, label, control: html`<input id=${`votes-${id}`} name=${id} type="datetime-local" required .defaultValue=${value} max=${inputTime(now() + 60_000)} />` })
    return html`<form class="card stack narrow" @submit=${this.exclude} aria-labelledby="exclude">
      <h2 id="exclude">${t('votes.heading')}</h2>
      <p>${t('votes.text')}</p>
      <div class="filters">${time('from', t('votes.from'), inputTime(now() - 3_600_000))} ${time('to', t('votes.to'), inputTime(now()))}</div>
      <p class="hint">${t('votes.hint')}</p>
      ${formProblem(this.actions.problem)}
      <button type="submit" class="primary" aria-disabled=${this.actions.busy('exclude')}>${t('votes.submit')}</button>
    </form>`
  }

  private list(exclusions: Exclusions): TemplateResult {
    if (exclusions.total === 0) {
      return html`<p class="muted">${t('votes.none')}</p>`
    }
    return html`<div class="table-frame" tabindex="0" role="group" aria-labelledby="exclusions">
        <table>
          <thead><tr><th scope="col">${t('votes.from')}</th><th scope="col">${t('votes.to')}</th><th scope="col" class="number">${t('votes.count')}</th><th scope="col">${t('votes.made')}</th><th scope="col"><span class="visually-hidden">${t('votes.action')}</span></th></tr></thead>
          <tbody>${exclusions.items.map(
            (one) => html`<tr>
              <td class="nowrap">${dateTime(one.from)}</td><td class="nowrap">${dateTime(one.to)}</td><td class="number">${one.votes}</td><td class="nowrap">${dateTime(one.created_at)}</td>
              <td><button type="button" class="small-button" aria-disabled=${this.actions.busy(one.id)} aria-label=${t('votes.readmit-label', { from: dateTime(one.from), to: dateTime(one.to) })} @click=${() => this.readmit(one)}>${t('votes.readmit')}</button></td>
            </tr>`,
          )}</tbody>
        </table>
      </div>
      ${pager(exclusions.page, SIZE, exclusions.total)}`
  }

  private readonly exclude = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    // A time without a zone is that of the browser.
    const instant = (name: string) => new Date(String(data.get(name) ?? '')).getTime()
    const from = instant('from')
    const to = Math.min(instant('to'), now())
    return this.actions.run(
      'exclude',
      async () => {
        const { brain } = app()
        if (brain === null || Number.isNaN(from) || Number.isNaN(to)) {
          return
        }
        const made = await brain.post('/api/players/{player}/vote-exclusions', {
          path: { player: this.playerId },
          body: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        })
        app().toasts.say(t('votes.done', { count: made.votes }))
        await this.exclusions.reload()
      },
      'form',
    )
  }

  private async readmit(one: Exclusion): Promise<void> {
    const yes = await app().confirmations.ask({ heading: t('votes.readmit-heading'), text: t('votes.readmit-text', { count: one.votes }), yes: t('votes.readmit') })
    if (yes) {
      await this.actions.run(one.id, async () => {
        await app().brain?.delete('/api/players/{player}/vote-exclusions/{exclusion}', { path: { player: this.playerId, exclusion: one.id } })
        app().toasts.say(t('votes.readmitted'))
        await this.exclusions.reload()
      })
    }
  }
}

/** A time as an input of type datetime-local takes it, in the browser's timezone. */
function inputTime(milliseconds: number): string {
  const at = new Date(milliseconds)
  return new Date(milliseconds - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
