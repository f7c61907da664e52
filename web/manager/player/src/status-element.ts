import { base } from '@roomtone/shared/styles'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import './language-element'
import type { StatusView } from './view'
import { clockText, type WordKey, type Words } from './words'

const MEGABYTE = 1024 * 1024

/**
 * The status for staff: connection, sound, storage, and the problems of the last hour.
 *
 * @fires player-back, player-setup
 */
@customElement('player-status')
export class StatusElement extends LitElement {
  static override styles = [
    base,
    css`
      main {
        display: grid;
        gap: 1.25rem;
        max-width: 72rem;
        margin: 0 auto;
        padding: clamp(1rem, 3vw, 2.5rem) 1rem;
      }

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.75rem;
      }

      header player-language {
        margin-left: auto;
      }

      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        gap: 1rem;
        align-items: start;
      }

      main,
      .card {
        grid-template-columns: minmax(0, 1fr);
      }

      .card {
        display: grid;
        gap: 0.75rem;
      }

      dl {
        display: grid;
        gap: 0.5rem;
      }

      dl div {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0.125rem 1rem;
      }

      dt {
        min-width: 0;
        color: var(--rt-muted);
        overflow-wrap: anywhere;
      }

      dd {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }

      li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0.125rem 1rem;
        overflow-wrap: anywhere;
      }

      li + li {
        margin-top: 0.5rem;
      }

      .wide {
        grid-column: 1 / -1;
      }
    `,
  ]

  @property({ attribute: false }) words!: Words
  @property({ attribute: false }) view!: StatusView
  @property({ attribute: false }) persisted = false
  @property({ attribute: false }) version: string | null = null
  @property({ attribute: false }) outdated = false

  protected override render(): TemplateResult {
    const { words } = this
    return html`<main>
      <header>
        <h1>${words.t('status.heading')}</h1>
        <player-language .words=${words}></player-language>
      </header>
      <div class="row">
        <button class="primary" type="button" @click=${() => this.fire('back')}>${words.t('status.back')}</button>
        <button type="button" @click=${() => this.fire('setup')}>${words.t('status.setup')}</button>
      </div>
      <div class="cards">${this.connection()}${this.sound()}${this.storage()}${this.problems()}</div>
    </main>`
  }

  private connection(): TemplateResult {
    const { view, words } = this
    return this.card('status.connection', [
      ['status.contact', words.t(`status.contact.${view.contact}`)],
      ['status.last-poll', view.lastAnswer === null ? words.t('status.never') : this.exactTime(view.lastAnswer)],
      ['status.next-poll', clockText(view.nextCallSeconds)],
      ['status.clock', view.clockOffset === null ? words.t('status.clock.unknown') : this.seconds(view.clockOffset)],
      ['status.outbox', words.number(view.waiting)],
      ['status.rejected', words.number(view.rejected)],
      ['status.version', this.versionText()],
    ])
  }

  private sound(): TemplateResult {
    const { view, words } = this
    const queue = view.queue.length === 0
      ? html`<p class="muted">${words.t('status.queue.empty')}</p>`
      : html`<ol>${view.queue.map((song) => html`<li><span>${song.title}</span>
          <span class="muted">${words.t(song.here ? 'status.queue.here' : 'status.queue.missing')}</span></li>`)}</ol>`
    return this.card('status.sound', [
      ['status.output', words.t(`status.output.${view.output}`)],
      ['status.volume', view.volumeDb === null ? words.t('status.clock.unknown') : words.t('status.decibel', { value: view.volumeDb })],
      ['status.playing', view.playing.length === 0 ? words.t('status.nothing') : view.playing.join(' · ')],
    ], html`<h3>${words.t('status.queue')}</h3>${queue}`)
  }

  private storage(): TemplateResult {
    const { view, words } = this
    const files = words.number(view.files)
    return this.card('status.storage', [
      ['status.files', view.songs === null ? files : words.t('status.files.of', { count: view.files, total: view.songs })],
      ['status.bytes', words.t('status.bytes.of', { used: this.megabytes(view.bytes), budget: this.megabytes(view.budget) })],
      ['status.quota', view.quota === null ? words.t('status.clock.unknown') : this.megabytes(view.quota)],
      ['status.persisted', words.t(this.persisted ? 'status.yes' : 'status.no')],
    ])
  }

  private problems(): TemplateResult {
    const { view, words } = this
    return html`<section class="card wide" aria-labelledby="problems">
      <h2 id="problems">${words.t('status.problems')}</h2>
      ${view.problems.length === 0 ? html`<p class="muted">${words.t('status.problems.none')}</p>` : html`<ul>${view.problems.map((line) => html`<li>
        <span>${this.exactTime(line.at)} · ${words.t(`problem.${line.code}`)}${line.detail === '' ? nothing : html`: ${line.detail}`}</span>
        ${line.count === 1 ? nothing : html`<span class="muted">${words.t('status.problems.count', { count: line.count })}</span>`}</li>`)}</ul>`}
    </section>`
  }

  private card(heading: WordKey, lines: readonly [WordKey, string][], more: TemplateResult | typeof nothing = nothing): TemplateResult {
    const { words } = this
    return html`<section class="card" aria-labelledby=${heading}>
      <h2 id=${heading}>${words.t(heading)}</h2>
      <dl>${lines.map(([name, value]) => html`<div><dt>${words.t(name)}</dt><dd>${value}</dd></div>`)}</dl>
      ${more}
    </section>`
  }

  private versionText(): string {
    const version = this.version ?? this.words.t('status.version.unknown')
    return this.outdated ? this.words.t('status.version.new', { version }) : version
  }

  private exactTime(at: number): string {
    return new Intl.DateTimeFormat(this.words.language, { timeStyle: 'medium' }).format(at)
  }

  private seconds(value: number): string {
    return this.words.number(value, { style: 'unit', unit: 'second', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  }

  private megabytes(bytes: number): string {
    return this.words.t('status.megabytes', { value: Math.round(bytes / MEGABYTE) })
  }

  private fire(name: string): void {
    this.dispatchEvent(new CustomEvent(`player-${name}`))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'player-status': StatusElement
  }
}
