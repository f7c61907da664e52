import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import '@roomtone/shared/components/status'
import { base } from '@roomtone/shared/styles'
import type { RoomState } from '../model/types'
import './effect-panel'
import { PageElement } from './element'
import './gate'
import './now-playing'
import { type Scene, scene } from './pictures'
import './question'
import './queue-list'
import './taste-picture'

const SCENES: Readonly<Record<RoomState['state'], Scene>> = {
  closed: 'night',
  paused: 'paused',
  offline: 'unplugged',
  idle: 'still',
  playing: 'wave',
}

/** The phases in which something stands between the guest and the room. */
const GATES: ReadonlySet<string> = new Set(['code', 'trouble', 'left', 'over'])

/** The room: what plays, what comes next, and what one's votes do. */
@customElement('rt-room-view')
export class RoomViewElement extends PageElement {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }

      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.25rem;
      }

      @container (min-width: 43rem) {
        .columns {
          grid-template-columns: minmax(0, 7fr) minmax(0, 5fr);
          align-items: start;
        }
      }

      .skeleton {
        height: 20rem;
        background: var(--rt-raised);
      }
    `,
  ]

  protected override watched() {
    return [this.page.room, this.page.guest, this.page.taste, this.page.votes]
  }

  protected override render(): TemplateResult {
    const state = this.page.room?.state ?? null
    return html`
      <div class="columns">
        <div class="stack">
          ${GATES.has(this.page.guest.phase.kind) ? html`<rt-gate .page=${this.page}></rt-gate>` : nothing}
          ${state === null ? this.#loading() : this.#room(state)}
          ${this.page.votes.effect === null ? nothing : html`<rt-effect-panel .page=${this.page}></rt-effect-panel>`}
        </div>
        <div class="stack">
          ${this.page.taste.isAsked ? html`<rt-question .page=${this.page}></rt-question>` : nothing}
          <rt-queue-list .page=${this.page}></rt-queue-list>
          ${this.#collective()}
        </div>
      </div>
    `
  }

  #loading(): TemplateResult | typeof nothing {
    return this.page.guest.phase.kind === 'starting'
      ? html`<div class="card skeleton" role="status"><span class="visually-hidden">${this.t('loading')}</span></div>`
      : nothing
  }

  #room(state: RoomState): TemplateResult {
    if (state.current !== null && state.state === 'playing') {
      return html`<rt-now-playing .page=${this.page}></rt-now-playing>`
    }
    return html`
      <rt-status class="card" .heading=${this.t(`room.${state.state}.heading`)} .text=${this.#stateText(state)}>
        ${scene(SCENES[state.state])}
      </rt-status>
      ${state.current === null ? nothing : html`<rt-now-playing .page=${this.page}></rt-now-playing>`}
    `
  }

  #stateText(state: RoomState): string {
    if (state.state === 'closed' && state.opens_at !== null) {
      return this.t('room.closed.until', { time: this.page.messages.time(state.opens_at, this.page.clock.now()) })
    }
    return this.t(state.state === 'idle' && state.next.length === 0 ? 'room.idle.empty' : `room.${state.state}.text`)
  }

  #collective(): TemplateResult | typeof nothing {
    const collective = this.page.room?.collective ?? null
    if (collective === null) {
      return nothing
    }
    return html`<section class="card stack" aria-labelledby="wants">
      <h2 id="wants">${this.t('wants.heading')}</h2>
      ${
        collective.vector === null
          ? html`<p class="muted">${this.t('wants.few', { minimum: collective.disclosure_minimum })}</p>`
          : html`<rt-taste-picture .page=${this.page} .amounts=${collective.vector}></rt-taste-picture>
              <p class="muted small">${this.t('wants.text', { listeners: collective.listeners ?? '' })}</p>`
      }
    </section>`
  }
}
