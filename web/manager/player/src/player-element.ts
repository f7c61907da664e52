import { builtPage } from '@roomtone/shared/config'
import { openStore as openTexts, type Store as Texts } from '@roomtone/shared/storage'
import { base } from '@roomtone/shared/styles'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { AudioOutput } from './audio'
import { announce, fullScreen, onlyTab, persistStorage, ScreenLock } from './browser'
import { browserClock } from './clock'
import { openFiles } from './files'
import { Player } from './player'
import './room-element'
import { openStore } from './safe-store'
import './setup-element'
import './status-element'
import { readPlayerConfig, roomView, statusView, type PlayerConfig, type RoomView } from './view'
import { clockText, openWords, type WordKey } from './words'

const TICK_MS = 250
const CONFIG_MS = 3600_000
const RESTART_MS = 10_000

type Screen = 'opening' | 'insecure' | 'other-tab' | 'failed' | 'setup' | 'room' | 'status'

/** The whole page: starts the player, calls it several times a second, and shows one of its screens. */
@customElement('roomtone-player')
export class PlayerElement extends LitElement {
  static override styles = [
    base,
    css`
      .message {
        display: grid;
        place-content: center;
        gap: 1rem;
        min-height: 100dvh;
        max-width: 40rem;
        margin: 0 auto;
        padding: 2rem 1.25rem;
        text-align: center;
      }
    `,
  ]

  @state() private screen: Screen = 'opening'
  private player: Player | null = null
  private config: PlayerConfig = { page: null }
  private persisted = false
  private configAt = 0
  private shown = ''
  private readonly words = openWords()
  private readonly screenLock = new ScreenLock()
  private readonly output = new AudioOutput()
  private readonly session: Texts = openTexts('roomtone-player', 'session')

  override connectedCallback(): void {
    super.connectedCallback()
    document.documentElement.lang = this.words.language
    document.title = this.words.t('app.name')
    if (!window.isSecureContext || !('locks' in navigator)) {
      this.screen = 'insecure'
      return
    }
    // Any tap lets the sound out; a device that was started with a kiosk flag needs none.
    for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, () => void this.output.unlock())
    void onlyTab(() => void this.start(), () => { this.screen = 'other-tab' })
  }

  private async start(): Promise<void> {
    try {
      const player = new Player({
        clock: browserClock, store: await openStore(), files: await openFiles(), output: this.output, send: (input, init) => fetch(input, init),
        newId: () => crypto.randomUUID(), estimate: () => navigator.storage.estimate(), base: '',
      })
      await player.open()
      this.player = player
      this.persisted = await persistStorage()
      this.screen = player.token === null ? 'setup' : 'room'
      void this.output.unlock().catch(() => undefined)
      window.addEventListener('pagehide', () => void player.deck.noteAlive(true))
      window.addEventListener('online', () => player.link.polling.soon())
      setInterval(() => this.tick(player), TICK_MS)
    } catch (error) {
      console.error(error)
      this.screen = 'failed'
      setTimeout(() => void this.start(), RESTART_MS)
    }
  }

  private tick(player: Player): void {
    player.tick().catch((error: unknown) => player.problems.add('internal', String(error)))
    if (player.pairing?.state.kind === 'done') {
      player.stopPairing()
      this.screen = 'room'
    }
    if (player.around.clock.now() >= this.configAt) void this.readConfig(player)
    if (document.visibilityState === 'visible') {
      void this.screenLock.keep()
      this.requestUpdate()
    }
    this.announceChange(player)
  }

  private announceChange(player: Player): void {
    const current = player.deck.current
    const playId = current?.play.playId ?? ''
    if (playId === this.shown) return
    this.shown = playId
    announce(current?.song.title ?? null, current?.song.artist ?? null, player.link.poll?.room.name ?? '')
    // What should play may be locked again, for example after the loudspeaker was changed.
    if (this.output.state === 'locked') void this.output.unlock().catch(() => undefined)
  }

  private async readConfig(player: Player): Promise<void> {
    this.configAt = player.around.clock.now() + CONFIG_MS
    try {
      const response = await fetch('config.json', { cache: 'no-store' })
      if (response.ok) this.config = readPlayerConfig(await response.json())
      else this.configAt = player.around.clock.now() + 60_000
    } catch {
      this.configAt = player.around.clock.now() + 60_000
    }
  }

  /** Whether the service has another build of this page. */
  private get outdated(): boolean {
    const built = builtPage(document)
    return built !== null && this.config.page !== null && built !== this.config.page
  }

  /** Loads a newer build once, while nothing plays. */
  private reloadIfOutdated(player: Player): void {
    const page = this.config.page
    if (!this.outdated || page === null || !player.deck.idle || player.link.contact !== 'made') return
    if (!this.session.persistent || this.session.get('reloaded-for') === page) return
    this.session.set('reloaded-for', page)
    location.reload()
  }

  protected override updated(): void {
    if (this.player !== null && this.screen === 'room') this.reloadIfOutdated(this.player)
  }

  protected override render(): TemplateResult {
    const { player, words } = this
    switch (this.screen) {
      case 'setup':
        return html`<player-setup
          .words=${words} .pairing=${player?.pairing?.state ?? null} .left=${player?.pairing?.left ?? null}
          .seconds=${this.pairingSeconds()} .canGoBack=${player?.token !== null}
          @player-pair=${() => player?.startPairing()} @player-stop=${() => player?.stopPairing()}
          @player-back=${() => this.leaveSetup()} @player-token=${(event: CustomEvent<string>) => void this.takeToken(event.detail)}
          @player-language=${(event: CustomEvent<string>) => this.chooseLanguage(event.detail)}></player-setup>`
      case 'room':
        return player === null ? this.message('opening') : html`<player-room
          .words=${words} .view=${this.viewOfRoom(player)}
          @player-status=${() => { this.screen = 'status' }} @player-setup=${() => { this.screen = 'setup' }}
          @player-full-screen=${() => void fullScreen()} @player-unlock=${() => void this.output.unlock()}></player-room>`
      case 'status':
        return player === null ? this.message('opening') : html`<player-status
          .words=${words} .view=${statusView(player)} .persisted=${this.persisted} .version=${builtPage(document)} .outdated=${this.outdated}
          @player-back=${() => { this.screen = 'room' }} @player-setup=${() => { this.screen = 'setup' }}
          @player-language=${(event: CustomEvent<string>) => this.chooseLanguage(event.detail)}></player-status>`
      case 'insecure':
        return this.message('insecure.heading', 'insecure.text')
      case 'other-tab':
        return this.message('other-tab.heading', 'other-tab.text')
      case 'failed':
        return this.message('failed.heading', 'failed.text')
      default:
        return this.message('opening')
    }
  }

  private message(heading: WordKey, text?: WordKey): TemplateResult {
    // The landmark itself cannot have the role of a message.
    return html`<main>
      <div class="message" role="status">
        <h1>${this.words.t(heading)}</h1>
        ${text === undefined ? nothing : html`<p>${this.words.t(text)}</p>`}
      </div>
    </main>`
  }

  private viewOfRoom(player: Player): RoomView {
    return roomView(player)
  }

  private pairingSeconds(): string {
    const pairing = this.player?.pairing?.state
    const now = browserClock.now()
    if (pairing?.kind === 'code') return clockText((pairing.endsAt - now) / 1000)
    return pairing?.kind === 'waiting' ? clockText((pairing.until - now) / 1000) : ''
  }

  private async takeToken(token: string): Promise<void> {
    await this.player?.setToken(token)
    this.leaveSetup()
  }

  private leaveSetup(): void {
    this.player?.stopPairing()
    this.screen = 'room'
  }

  private chooseLanguage(language: string): void {
    this.words.choose(language)
    document.documentElement.lang = this.words.language
    document.title = this.words.t('app.name')
    this.requestUpdate()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'roomtone-player': PlayerElement
  }
}
