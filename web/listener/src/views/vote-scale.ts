import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { VOTE_VALUES, type VoteValue } from '../model/types'
import { sign } from './pictures'

/**
 * Five steps, from much less to much more. A tap chooses; on a keyboard the arrows move between the steps and Space or Enter chooses, so that
 * no vote is cast on the way.
 *
 * @fires rt-choose with the value as detail, also for the value that is chosen
 */
@customElement('rt-vote-scale')
export class VoteScaleElement extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true }

  static override styles = [
    base,
    css`
      [role='radiogroup'] {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 0.375rem;
      }

      button {
        position: relative;
        min-width: 0;
        padding: 0;
        border-radius: var(--rt-radius-small);
        color: var(--rt-muted);
      }

      :host([large]) button {
        min-height: 3.5rem;
      }

      button[aria-checked='true'] {
        border: 2px solid var(--rt-accent);
        background: var(--rt-accent);
        color: var(--rt-on-accent);
      }

      /* Not by colour alone: the chosen step has a dot under its sign. */
      button[aria-checked='true']::after {
        content: '';
        position: absolute;
        bottom: 0.25rem;
        width: 0.375rem;
        height: 0.375rem;
        border-radius: 50%;
        background: currentcolor;
      }

      :host([busy]) button[aria-checked='true'] {
        opacity: 0.75;
      }

      .ends {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 1rem;
        margin-top: 0.25rem;
        color: var(--rt-muted);
        font-size: var(--rt-small);
      }

      /* Large text: each end on a line of its own, the second one still at its end. */
      .ends :last-child {
        margin-inline-start: auto;
        text-align: end;
      }
    `,
  ]

  @property({ attribute: false }) value: VoteValue | null = null
  /** What is voted on, in words. */
  @property() label = ''
  /** The words for the five steps. */
  @property({ attribute: false }) steps: readonly string[] = []
  @property({ type: Boolean, reflect: true }) large = false
  @property({ type: Boolean, reflect: true }) busy = false
  @property({ type: Boolean }) disabled = false
  /** The step that has the focus: Tab leaves the scale from there. */
  @state() private at: VoteValue | null = null

  protected override render(): TemplateResult {
    const stop = this.at ?? this.value ?? 3
    return html`
      <div role="radiogroup" aria-label=${this.label} aria-busy=${this.busy} aria-disabled=${this.disabled} @keydown=${this.onKey}>
        ${VOTE_VALUES.map(
          (value) =>
            html`<button
              type="button"
              role="radio"
              aria-checked=${value === this.value}
              aria-label=${this.steps[value - 1] ?? String(value)}
              aria-disabled=${this.disabled}
              title=${this.steps[value - 1] ?? ''}
              tabindex=${value === stop ? 0 : -1}
              @focus=${() => (this.at = value)}
              @blur=${() => (this.at = null)}
              @click=${() => this.#choose(value)}
            >
              ${sign(value)}
            </button>`,
        )}
      </div>
      ${this.large ? html`<div class="ends" aria-hidden="true"><span>${this.steps[0]}</span><span>${this.steps[4]}</span></div>` : ''}
    `
  }

  #choose(value: VoteValue): void {
    if (!this.disabled) {
      this.dispatchEvent(new CustomEvent<VoteValue>('rt-choose', { detail: value }))
    }
  }

  private onKey(event: KeyboardEvent): void {
    const steps = [...(this.shadowRoot?.querySelectorAll('button') ?? [])]
    const at = steps.indexOf(event.target as HTMLButtonElement)
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: 4 }[event.key]
    if (to !== undefined && at >= 0) {
      event.preventDefault()
      steps[(to + 5) % 5]?.focus()
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-vote-scale': VoteScaleElement
  }
}
