import { base } from '@roomtone/shared/styles'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import './qr-element'
import { roomStyles } from './room-styles'
import type { Note, RoomState, RoomView, Sounding } from './view'
import { clockText, type WordKey, type Words } from './words'

/** States that stand in words in the place of the song. */
const STATES: Record<Exclude<RoomState, 'playing' | 'locked'>, [WordKey, WordKey]> = {
  connecting: ['state.connecting.heading', 'state.connecting.text'],
  away: ['state.away.heading', 'state.away.text'],
  paused: ['state.paused.heading', 'state.paused.text'],
  closed: ['state.closed.heading', 'state.closed.text'],
  loading: ['state.loading.heading', 'state.loading.text'],
  'no-songs': ['state.no-songs.heading', 'state.no-songs.text'],
  'no-audio': ['state.no-audio.heading', 'state.no-audio.text'],
}

/**
 * The screen of the room: what plays, what is next, and how to join.
 *
 * @fires player-unlock after a tap that lets the sound out
 * @fires player-status, player-setup, player-full-screen
 */
@customElement('player-room')
export class RoomElement extends LitElement {
  static override styles = [base, roomStyles]

  @property({ attribute: false }) words!: Words
  @property({ attribute: false }) view!: RoomView

  protected override render(): TemplateResult {
    const { view, words } = this
    return html`
      <div class="glow" aria-hidden="true"></div>
      <header>
        <p class="room">${view.name}</p>
        <nav>
          <button class="quiet" type="button" @click=${() => this.fire('full-screen')}>${words.t('room.full-screen')}</button>
          <button class="quiet" type="button" @click=${() => this.fire('status')}>${words.t('room.status')}</button>
        </nav>
      </header>
      <main>
        <section class="song" aria-live="polite">${this.main()}</section>
        ${this.join()}
      </main>
      <footer><div class="notes" role="status">${view.notes.map((note) => html`<p class="note">${this.note(note)}</p>`)}</div></footer>
    `
  }

  private main(): TemplateResult {
    const { state, sounding } = this.view
    if (state === 'locked') return this.locked()
    if (state === 'playing' && sounding !== null) return this.song(sounding)
    const [heading, text] = STATES[state === 'playing' ? 'loading' : state]
    const opens = state === 'closed' ? this.view.opensAt : null
    return html`
      <h1>${this.words.t(heading)}</h1>
      <p class="artist">${this.words.t(text)}</p>
      ${opens === null ? nothing : html`<p class="next">${this.words.t('state.closed.opens', { time: this.words.time(opens, Date.now()) })}</p>`}
    `
  }

  private locked(): TemplateResult {
    return html`
      <h1><button class="primary unlock" type="button" @click=${() => this.fire('unlock')}>${this.words.t('room.unlock')}</button></h1>
      <p class="artist">${this.words.t('room.unlock.text')}</p>
    `
  }

  private song(sounding: Sounding): TemplateResult {
    const { words } = this
    const { next } = this.view
    const played = sounding.playSeconds - sounding.secondsLeft
    return html`
      <p class="label">${words.t('room.now')}</p>
      <h1 class=${sounding.title.length > 60 ? 'long' : ''}>${sounding.title}</h1>
      ${sounding.artist === null ? nothing : html`<p class="artist">${sounding.artist}</p>`}
      <div class="time" aria-live="off">
        <progress aria-label=${words.t('room.progress')} max=${sounding.playSeconds} .value=${Math.round(played)}></progress>
        <span role="timer">${words.t('room.left', { time: clockText(sounding.secondsLeft) })}</span>
      </div>
      ${next === null ? nothing : html`<p class="next">${next.artist === null
        ? words.t('room.next', { title: next.title })
        : words.t('room.next.by', { title: next.title, artist: next.artist })}</p>`}
    `
  }

  private join(): TemplateResult | typeof nothing {
    const { words } = this
    const { link, code, state } = this.view
    if (state === 'closed' || (link === null && code === null)) return nothing
    return html`<aside aria-label=${words.t('room.join')}>
      <h2>${words.t('room.join')}</h2>
      ${link === null ? nothing : html`
        <player-qr .link=${link} .label=${words.t('room.join.qr', { link })}></player-qr>
        <p class="scan">${words.t('room.join.scan')}</p>`}
      ${code === null ? nothing : html`
        <p class="code"><span class="label">${words.t('room.code')}</span>
          <strong role="img" aria-label=${words.t('room.code.spoken', { code })}>${code}</strong></p>`}
    </aside>`
  }

  private note(note: Note): TemplateResult {
    const { words, view } = this
    switch (note) {
      case 'token':
        return html`${words.t('note.token')}
          <button type="button" @click=${() => this.fire('setup')}>${words.t('note.token.action')}</button>`
      case 'offline': {
        const key = view.state === 'playing' ? 'note.offline' : 'note.offline.silent'
        return html`${words.t(key, { time: words.time(view.offlineSince ?? Date.now(), Date.now()) })}`
      }
      case 'storage':
        return html`${words.t('note.storage')}`
      case 'quota':
        return html`${words.t('note.quota')}`
      case 'failing':
        return html`${words.t('note.failing')}`
    }
  }

  private fire(name: string): void {
    this.dispatchEvent(new CustomEvent(`player-${name}`))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'player-room': RoomElement
  }
}
