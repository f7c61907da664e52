import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { focusedElement, FocusPlace } from '../focus'
import { base } from '../styles'

export interface Toast {
  readonly text: string
  /** What can be done about it, for example to undo it. */
  readonly action?: { readonly label: string; readonly run: () => void }
  /** How long it stays, in seconds; it stays longer while it is pointed at or has the focus. By default 6, with an action 10. */
  readonly seconds?: number
}

/** Short messages at the lower edge of the page, one at a time. A screen reader reads them when they come. */
@customElement('rt-toasts')
export class ToastsElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        inset: var(--rt-toast-top, auto) 0 var(--rt-toast-bottom, 1rem);
        z-index: 10;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: center;
        padding: 0 1rem;
        pointer-events: none;
      }

      .toast {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: end;
        gap: 0 1rem;
        max-width: min(32rem, 100%);
        padding: 0.5rem 0.5rem 0.5rem 1.25rem;
        border-radius: 1.5rem;
        background: var(--rt-text);
        color: var(--rt-bg);
        box-shadow: var(--rt-shadow);
        pointer-events: auto;
      }

      .toast:not(:has(button)) {
        padding: 0.75rem 1.25rem;
      }

      .toast > span {
        flex: 1 1 8rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }

      button {
        border-color: transparent;
        background: transparent;
        color: inherit;
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }

      button:hover {
        background: rgb(127 127 127 / 30%);
      }
    `,
  ]

  @state() private current: Toast | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Where the focus was when the message came: it goes back there when the message goes that has it. */
  #before: FocusPlace | null = null
  #hadFocus = false

  /** Shows a message in place of the one before. */
  show(toast: Toast): void {
    if (!this.#hasFocus) {
      this.#before = FocusPlace.within(document.body)
    }
    this.current = toast
    this.#restart()
  }

  /** Takes the message away. */
  dismiss(): void {
    clearTimeout(this.#timer)
    this.current = null
  }

  get #hasFocus(): boolean {
    return focusedElement()?.getRootNode() === this.renderRoot
  }

  override willUpdate(): void {
    this.#hadFocus = this.#hasFocus
  }

  override updated(): void {
    if (this.#hadFocus && !this.#hasFocus) {
      this.#before?.restore()
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  protected override render(): TemplateResult {
    const toast = this.current
    return html`
      <div role="status" aria-atomic="true">
        ${
          toast === null
            ? nothing
            : html`<div
                class="toast"
                @pointerenter=${() => clearTimeout(this.#timer)}
                @pointerleave=${() => this.#restart()}
                @focusin=${() => clearTimeout(this.#timer)}
                @focusout=${() => this.#restart()}
              >
                <span>${toast.text}</span>
                ${
                  toast.action === undefined
                    ? nothing
                    : html`<button type="button" @click=${() => this.#run(toast)}>${toast.action.label}</button>`
                }
              </div>`
        }
      </div>
    `
  }

  #run(toast: Toast): void {
    this.dismiss()
    toast.action?.run()
  }

  #restart(): void {
    clearTimeout(this.#timer)
    const toast = this.current
    if (toast !== null && !this.#hasFocus) {
      const seconds = toast.seconds ?? (toast.action === undefined ? 6 : 10)
      this.#timer = setTimeout(() => this.dismiss(), seconds * 1000)
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-toasts': ToastsElement
  }
}
