import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading } from '../core/parts'
import type { Overview, OverviewProblem } from '../core/paths'
import { ago, number, t, tMaybe } from '../core/text'

/** How often the figures are asked for while the view is shown, in ms. */
const EVERY = 30_000

/** Problems first, each with a link to where it is mended; then figures. An empty system shows its three first steps. */
@customElement('admin-overview')
export class OverviewElement extends Panel {
  private readonly loader = new Loader<Overview>(this, (signal) => app().api.get('/api/admin/overview', { signal }))
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    new Watch(this, app().access)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.loader.reload()
    this.#timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') {
        void this.loader.reload()
      }
    }, EVERY)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.loader
    return html`${heading(t('overview.heading'))}
      ${failure === null ? nothing : failed(failure, this.loader.reload)}
      ${value === null ? (failure === null ? loading() : nothing) : this.content(value)}`
  }

  private content(overview: Overview): TemplateResult {
    const players = total(overview.players)
    const songs = overview.songs === null ? null : total(overview.songs)
    const beginning = players === 0 || songs === 0
    return html`
      ${beginning ? this.firstSteps(songs, players) : nothing}
      ${beginning && overview.problems.length === 0 ? nothing : this.problems(overview)}
      <section aria-labelledby="figures">
        <h2 id="figures">${t('overview.figures')}</h2>
        <div class="figures">
          ${figures('players', overview.players, app().router.href('players'))}
          ${overview.songs === null ? nothing : figures('songs', overview.songs, app().router.href('songs'))}
        </div>
      </section>
    `
  }

  private problems(overview: Overview): TemplateResult {
    if (overview.problems.length === 0) {
      return html`<section class="card calm" aria-labelledby="problems">
        <h2 id="problems">${t('overview.calm.heading')}</h2>
        <p>${t('overview.calm.text')}</p>
      </section>`
    }
    return html`<section aria-labelledby="problems">
      <h2 id="problems">${t('overview.problems', { count: overview.total })}</h2>
      <ul class="problems">${overview.problems.map((problem) => html`<li>${problemEntry(problem)}</li>`)}</ul>
      ${overview.total > overview.problems.length ? html`<p class="muted">${t('overview.more', { count: overview.total - overview.problems.length })}</p>` : nothing}
    </section>`
  }

  private firstSteps(songs: number | null, players: number): TemplateResult {
    const { router, access } = app()
    const step = (done: boolean, words: string, href: string, link: string) => html`<li class=${done ? 'done' : ''}>
      <span>${words} ${done ? html`<strong>${t('overview.step.done')}</strong>` : nothing}</span>
      ${done ? nothing : html`<a class="button" href=${href}>${link}</a>`}
    </li>`
    return html`<section class="card" aria-labelledby="first-steps">
      <h2 id="first-steps">${t('overview.first.heading')}</h2>
      <ol class="steps">
        ${access.isAdmin ? step((songs ?? 0) > 0, t('overview.first.songs'), router.href('upload'), t('overview.first.songs-link')) : nothing}
        ${step(players > 0, t('overview.first.player'), router.href('new-player'), t('overview.first.player-link'))}
        ${step(false, t('overview.first.device'), router.href('players'), t('overview.first.device-link'))}
      </ol>
    </section>`
  }
}

function problemEntry(problem: OverviewProblem): TemplateResult {
  const values = { player: problem.player_name ?? '', song: problem.song_title ?? '', count: problem.count ?? 0 }
  const words = tMaybe(`overview.kind.${problem.kind}`, values) ?? problem.detail
  const what = tMaybe(`overview.what.${problem.suspended === true ? 'song-suspended' : problem.kind}`, values) ?? problem.detail
  const since = problem.since === null ? nothing : html` <span class="muted">${ago(now() - Date.parse(problem.since))}</span>`
  return html`<a href=${mendedAt(problem)}><strong>${words}</strong>${since}<br /><span class="muted">${what}</span></a>`
}

/** Where a problem is mended. */
function mendedAt({ kind, song_id: song, player_id: player }: OverviewProblem): string {
  const { router } = app()
  if (kind === 'low-confidence' && song === null) {
    return router.href('songs', {}, { suggested: true, sort: '-confidence' })
  }
  if (song !== null) {
    return router.href('song', { id: song })
  }
  if (player === null) {
    return router.href('players')
  }
  const tab = kind === 'no-playable-songs' || kind === 'queue-starving' ? 'player-library' : kind === 'player-never-seen' ? 'player-device' : 'player'
  return router.href(tab, { id: player })
}

function figures(of: 'players' | 'songs', values: Readonly<Record<string, number>>, href: string): TemplateResult {
  return html`<div class="card">
    <h3><a href=${href}>${t(`nav.${of}`)}</a></h3>
    <dl class="figure-list">
      ${Object.entries(values).map(
        ([name, value]) => html`<div><dt>${tMaybe(`overview.${of}.${name}`) ?? name}</dt><dd>${number(value)}</dd></div>`,
      )}
    </dl>
  </div>`
}

function total(values: Readonly<Record<string, number>>): number {
  return values['total'] ?? Object.values(values).reduce((sum, value) => sum + value, 0)
}
