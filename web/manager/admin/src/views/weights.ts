import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { dimensionName } from '../core/song-words'
import { percent, t } from '../core/text'

/**
 * The five weights of a song as sliders.
 *
 * @fires admin-weights with the new weights, five numbers from 0 to 1, or null for unknown
 */
@customElement('admin-weights')
export class WeightsElement extends Panel {
  /** The weights that are set; null: unknown. */
  @property({ attribute: false }) weights: readonly number[] | null = null
  /** What the analysis heard, to compare with; null: nothing. */
  @property({ attribute: false }) heard: readonly number[] | null = null
  @property({ type: Boolean }) readonly = false

  protected override render(): TemplateResult {
    return html`<fieldset class="weights">
      <legend>${t('weights.legend')}</legend>
      ${this.weights === null ? html`<p class="muted">${t('weights.unknown')}</p>` : nothing}
      ${app().config.dimensions.map((_, i) => this.slider(i))}
      ${
        this.weights === null || this.readonly
          ? nothing
          : html`<button type="button" class="quiet small-button" @click=${() => this.tell(null)}>${t('weights.clear')}</button>`
      }
    </fieldset>`
  }

  private slider(index: number): TemplateResult {
    const value = Math.round((this.weights?.[index] ?? 0) * 100)
    const heard = this.heard?.[index]
    const id = `weight-${index}`
    return html`<div class=${`weight dimension-${index}`}>
      <label for=${id}>${dimensionName(index)}</label>
      <input id=${id} type="range" min="0" max="100" step="1" .value=${String(value)} ?disabled=${this.readonly}
        aria-valuetext=${percent(value / 100)} aria-describedby=${heard === undefined ? nothing : `${id}-heard`}
        @input=${(event: Event) => this.change(index, Number((event.target as HTMLInputElement).value))} />
      <output for=${id}>${percent(value / 100)}</output>
      ${heard === undefined ? nothing : html`<span class="hint" id=${`${id}-heard`}>${t('weights.heard', { share: percent(heard) })}</span>`}
    </div>`
  }

  private change(index: number, value: number): void {
    const weights = app().config.dimensions.map((_, i) => this.weights?.[i] ?? 0)
    weights[index] = value / 100
    this.tell(weights)
  }

  private tell(weights: readonly number[] | null): void {
    this.dispatchEvent(new CustomEvent('admin-weights', { detail: weights }))
  }
}
