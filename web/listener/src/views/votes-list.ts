import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { base } from '@roomtone/shared/styles'
import { type CastVote, isVoteValue, type VoteValue } from '../model/types'
import { PageElement, report, say } from './element'
import './vote-scale'
import { stepWords } from './words'

/** One's own votes, newest first. Each can be changed and taken back. */
@customElement('rt-votes-list')
export class VotesListElement extends PageElement {
  static override styles = [
    base,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
        padding: 1rem;
      }

      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        justify-content: space-between;
        gap: 0.5rem;
      }

      .top > div {
        flex: 1 1 8rem;
        min-width: 0;
      }

      .top button {
        margin: -0.5rem -0.75rem 0 0;
      }
    `,
  ]

  @state() private votes: readonly CastVote[] | null = null
  @state() private total = 0
  @state() private busy = false
  #page = 0

  protected override watched() {
    return [this.page, this.page.votes]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read(1)
  }

  protected override render(): TemplateResult {
    return html`
      <section class="stack" aria-labelledby="heading">
        <h2 id="heading">${this.t('votes.heading')}</h2>
        <p class="muted" role="status">${this.votes === null ? this.t('loading') : this.total === 0 ? this.t('votes.none') : this.t('votes.count', { count: this.total })}</p>
        ${
          this.votes === null || this.votes.length === 0
            ? nothing
            : html`<ul>
                ${repeat(
                  this.votes,
                  (vote) => vote.id,
                  (vote) => this.#vote(vote),
                )}
              </ul>`
        }
        ${
          this.votes !== null && this.votes.length < this.total
            ? html`<div><button type="button" aria-disabled=${this.busy} @click=${() => void this.#more()}>${this.t('more')}</button></div>`
            : nothing
        }
      </section>
    `
  }

  #vote(vote: CastVote): TemplateResult {
    const { title } = vote
    return html`<li class="card">
      <div class="top">
        <div>
          <h3>${title}</h3>
          <p class="muted small">${this.page.messages.time(vote.vote_time, this.page.clock.now())}</p>
        </div>
        <button class="quiet" type="button" aria-label=${this.t('votes.remove.label', { title })} @click=${() => void this.#remove(vote)}>
          ${this.t('votes.remove')}
        </button>
      </div>
      <rt-vote-scale
        .value=${isVoteValue(vote.vote_value) ? vote.vote_value : null}
        .label=${this.t('vote.label', { title })}
        .steps=${stepWords(this.page)}
        .busy=${this.page.votes.isSending(vote.song_id)}
        @rt-choose=${(event: CustomEvent<VoteValue>) => void this.#change(vote, event.detail)}
      ></rt-vote-scale>
    </li>`
  }

  async #more(): Promise<void> {
    if (!this.busy) {
      await this.#read(this.#page + 1)
    }
  }

  async #read(page: number): Promise<void> {
    this.busy = true
    try {
      const found = await this.page.votes.page(page)
      const known = new Set(page === 1 ? [] : this.votes?.map((vote) => vote.id))
      this.votes = [...(page === 1 ? [] : (this.votes ?? [])), ...found.items.filter((vote) => !known.has(vote.id))]
      this.total = found.total
      this.#page = page
      this.page.votes.remember(found.items)
    } catch (error) {
      this.votes ??= []
      report(this, error)
    } finally {
      this.busy = false
    }
  }

  async #change(vote: CastVote, value: VoteValue): Promise<void> {
    try {
      if ((await this.page.votes.change(vote, vote.title, value)) !== null) {
        this.votes = this.votes?.map((other) => (other.id === vote.id ? { ...other, vote_value: value } : other)) ?? null
        say(this, this.t('votes.changed'))
      }
    } catch (error) {
      report(this, error)
    }
  }

  async #remove(vote: CastVote): Promise<void> {
    try {
      await this.page.votes.remove(vote.song_id, vote.id)
      this.votes = this.votes?.filter((other) => other.id !== vote.id) ?? null
      this.total = Math.max(0, this.total - 1)
      say(this, this.t('votes.removed'))
    } catch (error) {
      report(this, error)
    }
  }
}
