import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import '@roomtone/shared/components/status'
import type { PlayableSong } from '../model/types'
import { PageElement, report, requestVote } from './element'
import { scene, sign } from './pictures'

/** How long typing has to rest before a search, in ms. */
const TYPING_MS = 300

/** Finds songs that the room may play. A wish is the strongest vote for one. */
@customElement('rt-wishes-view')
export class WishesViewElement extends PageElement {
  static override styles = [
    base,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
      }

      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 1rem;
        padding: 0.75rem 1rem;
      }

      li > div {
        flex: 1 1 8rem;
        min-width: 0;
      }

      .title {
        font-weight: 600;
        overflow-wrap: anywhere;
      }

      button[aria-pressed='true'] {
        border-color: var(--rt-accent);
        background: var(--rt-accent-soft);
      }
    `,
  ]

  @state() private songs: readonly PlayableSong[] | null = null
  @state() private total = 0
  @state() private busy = false
  @query('input') private readonly input!: HTMLInputElement | null
  #page = 1
  #timer: ReturnType<typeof setTimeout> | undefined
  #search: AbortController | null = null
  #foundIn: string | null = null

  protected override watched() {
    return [this.page, this.page.guest, this.page.votes]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#search?.abort()
  }

  override updated(): void {
    const session = this.page.guest.session?.session_id ?? null
    if (session !== null && session !== this.#foundIn) {
      this.#foundIn = session
      // Not within this update: it sets what is rendered.
      queueMicrotask(() => void this.#find(1))
    }
  }

  protected override render(): TemplateResult {
    const isIn = this.page.guest.phase.kind === 'in'
    return html`
      <section class="stack" aria-labelledby="heading">
        <div>
          <h2 id="heading">${this.t('wishes.heading')}</h2>
          <p class="muted">${this.t('wishes.text')}</p>
        </div>
        ${isIn ? this.#finder() : html`<rt-status class="card" .heading=${this.t('wishes.out.heading')} .text=${this.t('wishes.out.text')}>${scene('door')}<a class="button" href="#/">${this.t('to-room')}</a></rt-status>`}
      </section>
    `
  }

  #finder(): TemplateResult {
    return html`
      <form role="search" @submit=${(event: Event) => this.#onSubmit(event)}>
        <label for="search">${this.t('wishes.label')}</label>
        <input id="search" type="search" maxlength="200" autocomplete="off" enterkeyhint="search" @input=${() => this.#onInput()} />
      </form>
      <p class="muted small" role="status">${this.songs === null ? this.t('loading') : this.t('wishes.found', { count: this.total })}</p>
      ${this.songs === null || this.songs.length === 0 ? nothing : html`<ul>${this.songs.map((song) => this.#song(song))}</ul>`}
      ${
        this.songs !== null && this.songs.length < this.total
          ? html`<div><button type="button" aria-disabled=${this.busy} @click=${() => void this.#more()}>${this.t('more')}</button></div>`
          : nothing
      }
    `
  }

  #song(song: PlayableSong): TemplateResult {
    const isWished = this.page.votes.valueFor(song.song_id) === 5
    return html`<li class="card">
      <div>
        <p class="title">${song.title}</p>
        ${song.artist === null ? nothing : html`<p class="muted small">${song.artist}</p>`}
      </div>
      <button
        type="button"
        aria-pressed=${isWished}
        aria-label=${this.t('wishes.wish.label', { title: song.title })}
        aria-disabled=${this.page.isVotingPaused || this.page.votes.isSending(song.song_id)}
        @click=${() => requestVote(this, { songId: song.song_id, title: song.title, value: 5 })}
      >
        ${sign(isWished ? 'check' : 'heart')} ${this.t(isWished ? 'wishes.wished' : 'wishes.wish')}
      </button>
    </li>`
  }

  #onInput(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#find(1), TYPING_MS)
  }

  #onSubmit(event: Event): void {
    event.preventDefault()
    clearTimeout(this.#timer)
    void this.#find(1)
  }

  async #more(): Promise<void> {
    if (!this.busy) {
      await this.#find(this.#page + 1)
    }
  }

  async #find(page: number): Promise<void> {
    const room = this.page.room
    if (room === null) {
      return
    }
    this.#search?.abort()
    const search = new AbortController()
    this.#search = search
    this.busy = true
    const q = this.input?.value.trim() ?? ''
    try {
      const found = await this.page.api.get('/api/players/{player}/songs', {
        path: { player: room.slug },
        query: { page, ...(q === '' ? {} : { q }) },
        signal: search.signal,
      })
      this.songs = page === 1 ? found.items : [...(this.songs ?? []), ...found.items]
      this.total = found.total
      this.#page = page
    } catch (error) {
      if (!search.signal.aborted) {
        this.songs ??= []
        report(this, error)
      }
    } finally {
      if (this.#search === search) {
        this.busy = false
      }
    }
  }
}
