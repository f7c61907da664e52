import { css, html, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { colored } from './colored'
import { PageElement, report, say } from './element'
import { dimensionPicture } from './pictures'

/** Five sliders with which a listener states the taste. */
@customElement('rt-survey')
export class SurveyElement extends PageElement {
  static override styles = [
    base,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }

      .dimension {
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 0.75rem;
      }

      .dimension input {
        grid-column: 1 / -1;
      }

      output {
        color: var(--rt-muted);
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  /** From 0 to 100; null until the first change: then they follow the taste. */
  @state() private values: readonly number[] | null = null
  @state() private busy = false
  @state() private isEmpty = false

  protected override watched() {
    return [this.page.taste]
  }

  protected override render(): TemplateResult {
    const values = this.#current()
    return html`
      <form @submit=${(event: Event) => void this.#save(event)}>
        <p class="muted">${this.t('survey.text')}</p>
        ${this.page.config.dimensions.map(
          (name, index) =>
            html`<div class="dimension">
              <span ${colored(index)}>${dimensionPicture(name)}</span>
              <label for="d${index}">${this.page.dimensionName(index)}</label>
              <output for="d${index}">${values[index]}</output>
              <input
                id="d${index}"
                type="range"
                min="0"
                max="100"
                step="5"
                .value=${String(values[index] ?? 0)}
                aria-describedby="empty"
                @input=${(event: Event) => this.#onInput(index, event)}
              />
            </div>`,
        )}
        <p id="empty" class="error" role="alert">${this.isEmpty ? this.t('survey.empty') : ''}</p>
        <div><button class="primary" aria-disabled=${this.busy}>${this.t('survey.save')}</button></div>
      </form>
    `
  }

  #current(): readonly number[] {
    if (this.values !== null) {
      return this.values
    }
    const taste = this.page.taste.vector ?? null
    const most = Math.max(...(taste ?? [0]))
    // A taste has a direction and no length: what is liked most stands at the end of its slider.
    return [0, 1, 2, 3, 4].map((index) => (most > 0 ? Math.round(((taste?.[index] ?? 0) / most) * 20) * 5 : 50))
  }

  #onInput(index: number, event: Event): void {
    const value = Number((event.target as HTMLInputElement).value)
    this.values = this.#current().map((old, at) => (at === index ? value : old))
    this.isEmpty = false
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    const values = this.#current()
    if (values.every((value) => value === 0)) {
      this.isEmpty = true
      return
    }
    if (this.busy) {
      return
    }
    this.busy = true
    try {
      await this.page.taste.state(values.map((value) => value / 100))
      this.values = null
      say(this, this.t('survey.saved'))
    } catch (error) {
      report(this, error)
    } finally {
      this.busy = false
    }
  }
}
