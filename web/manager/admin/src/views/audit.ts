import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading, pageOf, pager } from '../core/parts'
import { dateTime, t, tMaybe } from '../core/text'
import type { AuditLine } from '../core/types'
import { changeTable } from './change-table'

const SIZE = 50
const THINGS = ['player', 'song', 'user'] as const
type Thing = (typeof THINGS)[number]

interface Lines {
  readonly items: readonly AuditLine[]
  readonly page: number
  readonly total: number
}

/** Who changed what, newest first, with before and after. Managers see the lines of their own rooms. */
@customElement('admin-audit')
export class AuditElement extends Panel {
  private readonly loader = new Loader<Lines>(this, (signal) => app().api.get('/api/admin/audit', { query: { ...this.filter(), page: pageOf(app().router.place.query), size: SIZE }, signal }))

  constructor() {
    super()
    new Watch(this, app().router, app().players)
  }

  protected override willUpdate(): void {
    if (app().router.place.name === 'audit') {
      this.loader.follow(app().router.place.query.toString())
    }
  }

  protected override render(): TemplateResult {
    const { value, failure, loading: busy } = this.loader
    return html`
      ${heading(t('nav.audit'))} ${this.filters()}
      ${failure === null ? nothing : failed(failure, this.loader.reload)}
      ${value === null ? (failure === null ? loading() : nothing) : html`<div class=${busy ? 'busy' : ''}>${this.list(value)}</div>`}
    `
  }

  /** The filters of the address; its days are those of the browser. */
  private filter(): { thing?: Thing; thing_id?: string; actor_id?: string; from?: string; to?: string } {
    const { query } = app().router.place
    const thing = THINGS.find((one) => one === query.get('thing'))
    const id = (name: string) => (/^[0-9a-f-]{36}$/i.test(query.get(name) ?? '') ? { [name]: query.get(name) ?? '' } : {})
    const midnight = (name: string, days: number) => {
      const [year = 0, month = 1, date = 1] = (query.get(name) ?? '').split('-').map(Number)
      const at = new Date(year, month - 1, date + days)
      return year > 0 && !Number.isNaN(at.getTime()) ? { [name]: at.toISOString() } : {}
    }
    return { ...(thing === undefined ? {} : { thing }), ...id('thing_id'), ...id('actor_id'), ...midnight('from', 0), ...midnight('to', 1) }
  }

  private filters(): TemplateResult {
    const { router, players } = app()
    const { query } = router.place
    const date = (name: 'from' | 'to', label: string) => html`<div class="field">
      <label for=${`audit-${name}`}>${label}</label>
      <input id=${`audit-${name}`} type="date" .value=${query.get(name) ?? ''} @change=${(event: Event) => router.filter({ [name]: (event.target as HTMLInputElement).value })} />
    </div>`
    return html`<form class="filters" role="search" aria-label=${t('filter.label')} @submit=${(event: Event) => event.preventDefault()}>
      <div class="field">
        <label for="audit-thing">${t('audit.thing')}</label>
        <select id="audit-thing" @change=${(event: Event) => router.filter({ thing: (event.target as HTMLSelectElement).value, thing_id: null })}>
          <option value="" .selected=${!query.has('thing')}>${t('filter.any')}</option>
          ${THINGS.map((thing) => html`<option value=${thing} .selected=${query.get('thing') === thing}>${t(`thing.${thing}`)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="audit-player">${t('audit.player')}</label>
        <select id="audit-player" @change=${(event: Event) => router.filter({ thing: (event.target as HTMLSelectElement).value === '' ? null : 'player', thing_id: (event.target as HTMLSelectElement).value })}>
          <option value="" .selected=${!query.has('thing_id')}>${t('filter.any')}</option>
          ${players.all.map((player) => html`<option value=${player.id} .selected=${query.get('thing_id') === player.id}>${player.name}</option>`)}
        </select>
      </div>
      ${date('from', t('history.from'))} ${date('to', t('history.to'))}
      ${[...query.keys()].some((name) => name !== 'page') ? html`<button type="button" class="quiet" @click=${() => router.filter({ thing: null, thing_id: null, actor_id: null, from: null, to: null })}>${t('filter.clear')}</button>` : nothing}
    </form>`
  }

  private list(lines: Lines): TemplateResult {
    if (lines.total === 0) {
      return html`<div class="empty"><p>${t('audit.empty')}</p></div>`
    }
    return html`<p class="muted" role="status">${t('audit.count', { count: lines.total })}</p>
      <ol class="audit">${lines.items.map((line) => html`<li class="card">${this.line(line)}</li>`)}</ol>
      ${pager(lines.page, SIZE, lines.total)}`
  }

  private line(line: AuditLine): TemplateResult {
    const { router } = app()
    return html`
      <p><a href=${router.href('audit-line', { id: String(line.id) })}><strong>${actionWords(line)}</strong></a> ${thingLink(line)}</p>
      <p class="muted">${dateTime(line.at)} · <a href=${router.withQuery({ actor_id: line.actor_id, page: null })}>${line.actor_name ?? t('audit.somebody', { id: line.actor_id.slice(0, 8) })}</a></p>
      ${
        line.abridged
          ? html`<p><a href=${router.href('audit-line', { id: String(line.id) })}>${t('audit.abridged')}</a></p>`
          : line.before === null && line.after === null
            ? nothing
            : html`<details><summary>${t('audit.show')}</summary>${changeTable(line.before, line.after)}</details>`
      }
    `
  }
}

/** What was done, in words where there are some. */
export function actionWords(line: AuditLine): string {
  return tMaybe(`audit.action.${line.action}`) ?? line.action
}

/** What it was done to, as a link where one can look at it. */
export function thingLink(line: AuditLine): TemplateResult | string {
  const { router, players } = app()
  const id = line.thing_id
  if (id === null) {
    return t(`things.${line.thing}`)
  }
  if (line.thing === 'player') {
    return html`<a href=${router.href('player', { id })}>${players.get(id)?.name ?? t('thing.player')}</a>`
  }
  return line.thing === 'song' ? html`<a href=${router.href('song', { id })}>${nameIn(line) ?? t('thing.song')}</a>` : t('audit.user', { id: id.slice(0, 8) })
}

/** The name of the thing, when the line tells it. */
function nameIn(line: AuditLine): string | null {
  for (const side of [line.after, line.before] as unknown[]) {
    const title = typeof side === 'object' && side !== null && 'title' in side ? side.title : null
    if (typeof title === 'string') {
      return title
    }
  }
  return null
}
