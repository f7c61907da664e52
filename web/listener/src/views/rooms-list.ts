import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import '@roomtone/shared/components/status'
import { base } from '@roomtone/shared/styles'
import { roomAddress } from '../model/address'
import type { ListedPlayer } from '../model/types'
import { PageElement } from './element'
import { scene } from './pictures'

/** The rooms to choose from, for an address that names none, or one that does not exist. */
@customElement('rt-rooms-list')
export class RoomsListElement extends PageElement {
  static override styles = [
    base,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 22rem));
        justify-content: center;
        gap: 0.75rem;
      }

      a {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.25rem;
        color: inherit;
        text-decoration: none;
      }

      a:hover {
        background: var(--rt-raised);
      }

      .name {
        font-family: var(--rt-display);
        font-size: var(--rt-large);
        overflow-wrap: anywhere;
      }
    `,
  ]

  protected override watched() {
    return [this.page.guest]
  }

  protected override render(): TemplateResult | typeof nothing {
    const { phase } = this.page.guest
    if (phase.kind !== 'choosing') {
      return nothing
    }
    return html`
      <rt-status
        .heading=${this.t(phase.unknown ? 'trouble.unknown-room.heading' : 'rooms.heading')}
        .text=${this.t(phase.unknown ? 'trouble.unknown-room.text' : 'rooms.text')}
        >${scene(phase.unknown ? 'door' : 'wave')}</rt-status
      >
      ${phase.rooms === null ? html`<p class="muted" role="status">${this.t('loading')}</p>` : this.#rooms(phase.rooms)}
    `
  }

  #rooms(rooms: readonly ListedPlayer[]): TemplateResult {
    if (rooms.length === 0) {
      return html`<p class="card muted">${this.t('rooms.none')}</p>`
    }
    return html`<ul>
      ${rooms.map(
        (room) =>
          html`<li>
            <a class="card" href=${roomAddress(room.slug)}>
              <span class="name">${room.name}</span>
              <span class="muted small">${this.#state(room)}</span>
            </a>
          </li>`,
      )}
    </ul>`
  }

  #state(room: ListedPlayer): string {
    const state =
      room.state === 'closed' && room.opens_at !== null
        ? this.t('state.closed.until', { time: this.page.messages.time(room.opens_at, Date.parse(room.server_time)) })
        : this.t(`state.${room.state}`)
    return room.presence === 'code' ? `${state} · ${this.t('rooms.code')}` : state
  }
}
