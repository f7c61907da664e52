import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { clockText } from '@roomtone/shared/wait'
import type { CurrentSong, VoteValue } from '../model/types'
import { PageElement, requestVote } from './element'
import './living-picture'
import './vote-scale'
import { amountWords, reasonWords, songAmounts, stepWords } from './words'

/** What plays now: its picture, its name, why it plays, how long it still plays, and one's vote for it. */
@customElement('rt-now-playing')
export class NowPlayingElement extends PageElement {
  static override styles = [
    base,
    css`
      article.card {
        overflow: hidden;
        padding: 0;
        box-shadow: var(--rt-shadow);
      }

      .picture {
        height: clamp(9rem, 32vh, 18rem);
      }

      rt-living-picture {
        height: 100%;
        border-radius: 0;
      }

      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
        padding: 1.25rem;
      }

      .eyebrow {
        color: var(--rt-accent);
        font-size: var(--rt-small);
        font-weight: 700;
        letter-spacing: 0.06em;
        text-transform: uppercase;
      }

      h2 {
        font-size: var(--rt-title);
      }

      .time {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.375rem;
        color: var(--rt-muted);
        font-size: var(--rt-small);
        font-variant-numeric: tabular-nums;
      }

      .bar {
        width: 100%;
        height: 0.5rem;
      }

      .track {
        fill: var(--rt-raised);
      }

      .played {
        fill: var(--rt-accent);
      }
    `,
  ]

  @state() private second = 0
  #timer: ReturnType<typeof setInterval> | undefined

  protected override watched() {
    return [this.page, this.page.room, this.page.votes, this.page.guest, this.page.auth]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.second++, 1000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override render(): TemplateResult | typeof nothing {
    const current = this.page.room?.state?.current
    if (current === undefined || current === null) {
      return nothing
    }
    const amounts = songAmounts(this.page, current.dimensions)
    const why = reasonWords(this.page, current)
    return html`
      <article class="card" aria-labelledby="title">
        <div class="picture">
          <rt-living-picture
            .amounts=${amounts ?? []}
            .label=${amounts === null ? this.t('picture.undisclosed') : this.t('picture.of', { amounts: amountWords(this.page, amounts) })}
          ></rt-living-picture>
        </div>
        <div class="body">
          <div>
            <p class="eyebrow">${this.t('now.heading')}</p>
            <h2 id="title">${current.title}</h2>
            ${current.artist === null ? nothing : html`<p class="muted">${current.artist}</p>`}
          </div>
          ${this.#time(current)} ${why === '' ? nothing : html`<p>${why}</p>`} ${this.#vote(current)}
        </div>
      </article>
    `
  }

  #time(current: CurrentSong): TemplateResult {
    const left = this.page.room?.secondsLeft() ?? null
    if (left === null) {
      return html`<p class="time">${this.t('now.length', { time: clockText(current.play_seconds) })}</p>`
    }
    const played = current.play_seconds <= 0 ? 1 : 1 - left / current.play_seconds
    return html`<div class="time">
      <svg class="bar" aria-hidden="true">
        <rect class="track" width="100%" height="100%" rx="4" />
        <rect class="played" width="${(played * 100).toFixed(1)}%" height="100%" rx="4" />
      </svg>
      <p>${left < 1 ? this.t('now.ending') : this.t('now.left', { time: clockText(left) })}</p>
    </div>`
  }

  #vote(current: CurrentSong): TemplateResult {
    return html`<div>
      <p class="muted small" aria-hidden="true">${this.t('vote.question')}</p>
      <rt-vote-scale
        large
        .value=${this.page.votes.valueFor(current.song_id)}
        .label=${this.t('vote.label', { title: current.title })}
        .steps=${stepWords(this.page)}
        .busy=${this.page.votes.isSending(current.song_id)}
        .disabled=${this.page.isVotingPaused}
        @rt-choose=${(event: CustomEvent<VoteValue>) =>
          requestVote(this, { songId: current.song_id, title: current.title, value: event.detail })}
      ></rt-vote-scale>
    </div>`
  }
}
