import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { clockText, type Wait } from '../wait'

/**
 * Shows the time that is left of a wait, each second anew. A screen reader can read it and is not interrupted by it.
 *
 * @fires rt-over once, when the wait is over
 */
@customElement('rt-countdown')
export class CountdownElement extends LitElement {
  @property({ attribute: false }) wait: Wait | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #reported: Wait | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.#tick(), 250)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override createRenderRoot(): HTMLElement {
    return this
  }

  protected override render(): TemplateResult {
    return html`<span role="timer" aria-live="off">${clockText(this.wait?.secondsLeft ?? 0)}</span>`
  }

  #tick(): void {
    this.requestUpdate()
    if (this.wait !== null && this.wait.isOver && this.#reported !== this.wait) {
      this.#reported = this.wait
      this.dispatchEvent(new CustomEvent('rt-over', { bubbles: true, composed: true }))
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-countdown': CountdownElement
  }
}
