import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import type { VoteEffect } from '../model/votes'
import { PageElement, report, say } from './element'
import './taste-picture'

/** How long after a vote a change of the queue is taken for its effect, in ms. */
const EFFECT_MS = 6000

/** What the last vote changed: one's own taste at once, and the room. */
@customElement('rt-effect-panel')
export class EffectPanelElement extends PageElement {
  static override styles = [
    base,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        justify-content: space-between;
        gap: 1rem;
      }

      header > div {
        flex: 1 1 8rem;
        min-width: 0;
      }

      header button {
        margin: -0.5rem -0.5rem 0 0;
      }
    `,
  ]

  /** The order of the queue when the vote was cast. */
  @state() private orderBefore: readonly string[] = []
  @state() private moved: readonly string[] | null = null
  #effect: VoteEffect | null = null
  #castAt = 0

  protected override watched() {
    return [this.page.votes, this.page.room, this.page.taste]
  }

  override willUpdate(): void {
    const { effect } = this.page.votes
    const order = this.page.room?.state?.next.map((entry) => entry.song_id) ?? []
    const now = this.page.clock.monotonic()
    if (effect !== this.#effect) {
      this.#effect = effect
      this.#castAt = now
      this.orderBefore = order
      this.moved = null
    } else if (effect !== null && now - this.#castAt < EFFECT_MS) {
      this.#compare(order)
    }
  }

  #compare(order: readonly string[]): void {
    // Entries that began to play are no effect of the vote: those behind them move up anyway.
    const left = this.orderBefore.findIndex((song) => order.includes(song))
    const before = left < 0 ? [] : this.orderBefore.slice(left)
    const entries = this.page.room?.state?.next ?? []
    const moved = entries.filter((entry, index) => index < before.length && before[index] !== entry.song_id)
    if (moved.length > 0) {
      this.moved = moved.map((entry) => entry.title)
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { effect } = this.page.votes
    if (effect === null) {
      return nothing
    }
    return html`
      <section class="card" aria-labelledby="heading">
        <header>
          <div>
            <h2 id="heading">${this.t('effect.heading')}</h2>
            <p class="muted">${this.t('effect.vote', { title: effect.title, step: this.t(`vote.${effect.value}`) })}</p>
          </div>
          <button class="quiet" type="button" @click=${() => this.page.votes.dismissEffect()}>${this.t('close')}</button>
        </header>
        <div class="stack">
          <h3>${this.t('effect.taste')}</h3>
          ${this.#taste(effect)}
        </div>
        <div>
          <h3>${this.t('effect.room')}</h3>
          <p role="status">${this.#room(effect)}</p>
        </div>
        <div><button type="button" aria-disabled=${this.page.votes.isSending(effect.songId)} @click=${() => void this.#undo(effect)}>${this.t('effect.undo')}</button></div>
      </section>
    `
  }

  /** As the short message offers it, for as long as the panel is open. */
  async #undo(effect: VoteEffect): Promise<void> {
    if (this.page.votes.isSending(effect.songId)) {
      return
    }
    try {
      await this.page.votes.undo(effect)
      say(this, this.t('vote.undone'))
    } catch (error) {
      report(this, error)
    }
  }

  #taste(effect: VoteEffect): TemplateResult {
    if (effect.tasteAfter === null) {
      return html`<p class="muted">${this.t('effect.taste.unknown')}</p>`
    }
    const isSame = effect.tasteBefore?.every((value, index) => Math.abs(value - (effect.tasteAfter?.[index] ?? 0)) < 0.005) === true
    return html`
      <rt-taste-picture .page=${this.page} .amounts=${effect.tasteAfter} .earlier=${effect.tasteBefore}></rt-taste-picture>
      <p class="muted small">${this.t(isSame ? 'effect.taste.same' : effect.tasteBefore === null ? 'effect.taste.first' : 'effect.taste.changed')}</p>
    `
  }

  #room(effect: VoteEffect): string {
    if (effect.countsFor === null) {
      return this.t(`effect.why-not.${effect.whyNot ?? 'no-session'}`)
    }
    const collective = this.page.room?.collective ?? null
    if (collective !== null && collective.vector === null) {
      return this.t('effect.room.few', { minimum: collective.disclosure_minimum })
    }
    return this.moved === null
      ? this.t('effect.room.same')
      : this.t('effect.room.moved', { titles: new Intl.ListFormat(this.page.messages.language).format(this.moved) })
  }
}
