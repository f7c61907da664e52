import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import type { Answer, Operation } from '@roomtone/shared/api'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { base } from '@roomtone/shared/styles'
import { PageElement, report } from './element'
import './name-form'

type Board = Answer<Operation<paths, '/api/leaderboard', 'get'>>
type Place = Answer<Operation<paths, '/api/leaderboard/me', 'get'>>

/** Who voted most this month, one's own place, and the name that one is shown by. */
@customElement('rt-board-view')
export class BoardViewElement extends PageElement {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }

      table {
        width: 100%;
        border-collapse: collapse;
      }

      th,
      td {
        padding: 0.625rem 0.5rem;
        border-bottom: 1px solid var(--rt-line);
        text-align: start;
      }

      tr > :first-child {
        width: 1%;
        white-space: nowrap;
      }

      td:nth-child(2) {
        overflow-wrap: anywhere;
      }

      tr > :last-child {
        width: 1%;
        white-space: nowrap;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }

      tbody tr:last-child td {
        border-bottom: 0;
      }

      /* Large text on a small screen. */
      @container (max-width: 15rem) {
        th,
        td {
          padding-inline: 0.25rem;
          white-space: normal;
          overflow-wrap: anywhere;
        }

        th {
          font-size: 0.75rem;
        }
      }
    `,
  ]

  @state() private board: Board | null = null
  @state() private place: Place | null = null

  protected override watched() {
    return [this.page.guest]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
  }

  protected override render(): TemplateResult {
    return html`
      <div class="stack">
        <section class="card stack" aria-labelledby="heading">
          <div>
            <h2 id="heading">${this.t('board.heading')}</h2>
            <p class="muted">${this.t('board.text')}</p>
          </div>
          <p role="status" ?hidden=${this.#placeText() === ''}>${this.#placeText()}</p>
          ${this.board === null || this.board.items.length === 0 ? nothing : this.#table(this.board)}
        </section>
        <rt-name-form class="card" .page=${this.page}></rt-name-form>
      </div>
    `
  }

  #placeText(): string {
    if (this.board === null) {
      return this.t('loading')
    }
    const place = this.place
    if (place === null) {
      return this.board.items.length === 0 ? this.t('board.empty') : ''
    }
    return place.rank === null ? this.t('board.me.none') : this.t('board.me', { rank: place.rank, votes: this.t('votes.count', { count: place.votes }) })
  }

  #table(board: Board): TemplateResult {
    return html`<table aria-labelledby="heading">
      <thead>
        <tr>
          <th scope="col">${this.t('board.rank')}</th>
          <th scope="col">${this.t('board.name')}</th>
          <th scope="col">${this.t('board.votes')}</th>
        </tr>
      </thead>
      <tbody>
        ${board.items.map(
          (entry) =>
            html`<tr>
              <td>${entry.rank}</td>
              <td>${entry.display_name}</td>
              <td>${this.page.messages.number(entry.votes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
  }

  async #read(): Promise<void> {
    try {
      this.board = await this.page.api.get('/api/leaderboard', { anonymous: true })
      if (this.page.auth.account != null) {
        this.place = await this.page.api.get('/api/leaderboard/me')
      }
    } catch (error) {
      report(this, error)
    }
  }
}
