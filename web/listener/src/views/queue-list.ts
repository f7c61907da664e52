import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { base } from '@roomtone/shared/styles'
import type { QueueEntry, VoteValue } from '../model/types'
import { PageElement, requestVote } from './element'
import { sign } from './pictures'
import './vote-scale'
import { reasonWords, stepWords } from './words'

/** What comes next, why, and which entries votes still change. */
@customElement('rt-queue-list')
export class QueueListElement extends PageElement {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }

      h2 {
        margin-bottom: 0.25rem;
      }

      .hint {
        margin-bottom: 0.75rem;
      }

      ol + p {
        margin-top: 0.75rem;
      }

      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }

      li {
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr);
        gap: 0.25rem 0.75rem;
        padding: min(1rem, 5vw);
      }

      .place {
        color: var(--rt-muted);
        font-family: var(--rt-display);
        font-size: var(--rt-large);
        line-height: 1.2;
      }

      h3 {
        font-size: 1.0625rem;
      }

      .stands {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
      }

      .stands .sign {
        width: 1rem;
        height: 1rem;
      }

      rt-vote-scale {
        grid-column: 1 / -1;
        margin-top: 0.5rem;
      }

      /* Large text: the words have the whole width. */
      @container (max-width: 14rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]

  protected override watched() {
    return [this.page, this.page.room, this.page.votes, this.page.guest, this.page.auth]
  }

  protected override render(): TemplateResult | typeof nothing {
    const state = this.page.room?.state
    if (state === undefined || state === null) {
      return nothing
    }
    const isIn = this.page.guest.phase.kind === 'in'
    return html`
      <section aria-labelledby="heading">
        <h2 id="heading">${this.t('queue.heading')}</h2>
        ${isIn && state.next.some((entry) => entry.changeable) ? html`<p class="muted small hint">${this.t('queue.changeable')}</p>` : nothing}
        ${
          state.next.length === 0
            ? html`<p class="card muted">${this.t('queue.empty')}</p>`
            : html`<ol>
                ${repeat(
                  state.next,
                  (entry) => entry.queue_id,
                  (entry) => this.#entry(entry),
                )}
              </ol>`
        }
        ${isIn || state.next.length === 0 ? nothing : html`<p class="muted small">${this.t('queue.strangers')}</p>`}
      </section>
    `
  }

  #entry(entry: QueueEntry): TemplateResult {
    const why = reasonWords(this.page, entry)
    return html`<li class="card">
      <span class="place" aria-hidden="true">${entry.position}</span>
      <div>
        <h3>${entry.title}</h3>
        ${entry.artist === null ? nothing : html`<p class="muted small">${entry.artist}</p>`}
        ${why === '' ? nothing : html`<p class="muted small">${why}</p>`}
        ${
          entry.changeable
            ? nothing
            : html`<p class="muted small stands">${sign('lock')} ${this.t('queue.stands')}</p>`
        }
      </div>
      <rt-vote-scale
        .value=${this.page.votes.valueFor(entry.song_id)}
        .label=${this.t('vote.label', { title: entry.title })}
        .steps=${stepWords(this.page)}
        .busy=${this.page.votes.isSending(entry.song_id)}
        .disabled=${this.page.isVotingPaused}
        @rt-choose=${(event: CustomEvent<VoteValue>) =>
          requestVote(this, { songId: entry.song_id, title: entry.title, value: event.detail })}
      ></rt-vote-scale>
    </li>`
  }
}
