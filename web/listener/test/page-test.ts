import { ServerClock } from '@roomtone/shared/clock'
import { readConfig } from '@roomtone/shared/config'
import type { Surroundings } from '@roomtone/shared/events'
import { vi } from 'vitest'
import { MemoryStore } from '../../shared/test/fakes'
import type { Address } from '../src/model/address'
import { Page } from '../src/model/page'
import '../src/views/app'
import type { ListenerElement } from '../src/views/app'
import { DIMENSIONS, FakeBrain } from './fake-brain'

export const NOON = Date.parse('2026-11-30T12:00:00Z')

/** The listener's page over a fake brain, in a document, with a clock that stands until the test moves it. */
export class OpenPage {
  readonly brain = new FakeBrain(() => NOON + this.elapsed)
  readonly store: MemoryStore
  readonly page: Page
  readonly app: ListenerElement
  visible = true
  online = true
  versionChecks = 0
  #changed = () => {}

  constructor(address: Partial<Address> = {}, language = 'en', store = new MemoryStore()) {
    this.store = store
    const surroundings: Surroundings = {
      visible: () => this.visible,
      online: () => this.online,
      watch: (changed) => {
        this.#changed = changed
        return () => undefined
      },
    }
    this.page = new Page({
      config: readConfig({ supabase_url: 'http://auth.test', publishable_key: 'sb_publishable_x', languages: ['en', 'de'], dimensions: DIMENSIONS }),
      store,
      address: { room: 'garden', code: null, ...address },
      surroundings,
      fetch: this.brain.fetch,
      clock: new ServerClock(() => this.elapsed),
      languages: [language],
      checkVersion: () => void this.versionChecks++,
    })
    this.app = document.createElement('rt-listener')
    this.app.page = this.page
  }

  /** Monotonic time since the page was opened, in ms: the fake timers' time. */
  get elapsed(): number {
    return Date.now() - NOON
  }

  async open(): Promise<this> {
    document.body.replaceChildren(this.app)
    await this.page.guest.begin()
    await this.settle()
    return this
  }

  surroundingsChanged(): void {
    this.#changed()
  }

  /** Waits until answers have come and elements have rendered. */
  async settle(): Promise<void> {
    for (let i = 0; i < 8; i++) {
      await vi.advanceTimersByTimeAsync(0)
    }
  }

  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    this.page.tick()
    await this.settle()
  }

  async go(view: string): Promise<void> {
    location.hash = `#/${view}`
    dispatchEvent(new Event('hashchange'))
    await this.settle()
  }

  /** The words of the page, through all shadow roots. */
  text(): string {
    return words(this.app).replace(/\s+/g, ' ')
  }

  /** The first element that matches, through all shadow roots. */
  find<T extends Element = HTMLElement>(selector: string): T {
    const found = this.all<T>(selector)[0]
    if (found === undefined) {
      throw new Error(`nothing matches ${selector} in: ${this.text()}`)
    }
    return found
  }

  all<T extends Element = HTMLElement>(selector: string): T[] {
    return deep(this.app).flatMap((root) => [...root.querySelectorAll<T>(selector)])
  }

  /** The button whose words or label contain a text. */
  button(text: string): HTMLButtonElement {
    const found = this.all<HTMLButtonElement>('button').find((button) => `${button.textContent} ${button.getAttribute('aria-label')}`.includes(text))
    if (found === undefined) {
      throw new Error(`no button ${text} in: ${this.text()}`)
    }
    return found
  }

  close(): void {
    this.page.room?.stream.stop()
    document.body.replaceChildren()
    location.hash = ''
  }
}

function deep(root: Element | ShadowRoot): (Element | ShadowRoot)[] {
  const inner = root instanceof Element && root.shadowRoot !== null ? [root.shadowRoot] : []
  const children = [...root.querySelectorAll('*')].filter((element) => element.shadowRoot !== null).map((element) => element.shadowRoot as ShadowRoot)
  return [...inner, ...children].flatMap((shadow) => [shadow, ...deep(shadow)])
}

function words(node: Node): string {
  if (node.nodeType === 3) {
    return node.textContent ?? ''
  }
  if (node instanceof Element && (node.tagName === 'STYLE' || node.tagName === 'SCRIPT')) {
    return ''
  }
  const shadow = node instanceof Element ? node.shadowRoot : null
  return [...(shadow === null ? [] : [words(shadow)]), ...[...node.childNodes].map(words)].join(' ')
}
