import type { Model } from '@roomtone/shared/model'
import { FocusPlace } from '@roomtone/shared/focus'
import { LitElement, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import type { MessageKey, Page } from '../model/page'
import type { VoteValue } from '../model/types'

/** Base of the elements that show a part of the page's state. They render again when it changes, and keep the focus when that removes or moves what has it. */
export abstract class PageElement extends LitElement {
  @property({ attribute: false }) page!: Page
  #ends: (() => void)[] = []
  #main: Element | null = null

  /** Where events of the element go: an action may end after the element was removed, often by its own success. */
  get outlet(): EventTarget {
    return this.isConnected ? this : (this.#main ?? this)
  }

  /** What the element shows, besides the words. */
  protected watched(): readonly (Model | null)[] {
    return []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#main = mainAround(this)
    const models = [this.page.messages, ...this.watched()].filter((model) => model !== null)
    this.#ends = models.map((model) => model.watch(() => this.requestUpdate()))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const end of this.#ends) {
      end()
    }
  }

  protected override update(changed: PropertyValues): void {
    const focus = FocusPlace.within(this)
    super.update(changed)
    focus?.restore()
  }

  protected t(key: MessageKey, values?: Readonly<Record<string, string | number>>): string {
    return this.page.t(key, values)
  }
}

/** Returns the main part of the page that an element is in, through shadow roots. */
function mainAround(element: Element): Element | null {
  for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
    const main = root.querySelector('main')
    if (main !== null) {
      return main
    }
  }
  return null
}

/** A vote as elements ask for it. */
export interface VoteRequest {
  readonly songId: string
  readonly title: string
  readonly value: VoteValue
}

/** Asks the page to vote. */
export function requestVote(from: HTMLElement, vote: VoteRequest): void {
  from.dispatchEvent(new CustomEvent<VoteRequest>('rt-vote', { detail: vote, bubbles: true, composed: true }))
}

/** Asks the page to show a short message. */
export function say(from: PageElement, text: string): void {
  from.outlet.dispatchEvent(new CustomEvent<string>('rt-say', { detail: text, bubbles: true, composed: true }))
}

/** Hands a failure of an action to the page, which shows it in words. */
export function report(from: PageElement, error: unknown): void {
  from.outlet.dispatchEvent(new CustomEvent<unknown>('rt-failed', { detail: error, bubbles: true, composed: true }))
}
