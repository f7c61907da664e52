import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import '@roomtone/shared/components/countdown'
import '@roomtone/shared/components/status'
import { base } from '@roomtone/shared/styles'
import type { Trouble, TroubleKind } from '../model/trouble'
import './code-form'
import { PageElement } from './element'
import { type Scene, scene } from './pictures'

const SCENES: Readonly<Partial<Record<TroubleKind, Scene>>> = {
  offline: 'unplugged',
  'service-away': 'cloud',
  throttled: 'hourglass',
  'room-full': 'hourglass',
  'auth-throttled': 'hourglass',
  'code-throttled': 'hourglass',
  'account-gone': 'leaf',
  'signed-out': 'leaf',
}

/** What stands between a guest and the room: a code, a wait, an end, a failure. Each with what can be done. */
@customElement('rt-gate')
export class GateElement extends PageElement {
  static override styles = [
    base,
    css`
      .wait {
        font-size: var(--rt-title);
        font-family: var(--rt-display);
        font-variant-numeric: tabular-nums;
        text-align: center;
      }

      .wrap {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        width: 100%;
        gap: 1rem;
        justify-items: center;
      }

      rt-code-form {
        width: 100%;
      }
    `,
  ]

  protected override watched() {
    return [this.page.guest]
  }

  protected override firstUpdated(): void {
    const { phase } = this.page.guest
    if (phase.kind === 'code' && phase.trouble.kind !== 'code-needed') {
      // The gate is new after each attempt: who typed a wrong code goes on in its field.
      void this.#focusCode()
    }
  }

  async #focusCode(): Promise<void> {
    const form = this.renderRoot.querySelector('rt-code-form')
    await form?.updateComplete
    form?.focus()
  }

  protected override render(): TemplateResult | typeof nothing {
    const { phase } = this.page.guest
    switch (phase.kind) {
      case 'code':
        return this.#code(phase.trouble)
      case 'trouble':
        return this.#trouble(phase.trouble)
      case 'left':
        return this.#again('leaf', 'left.heading', 'left.text')
      case 'over':
        return this.#again('night', 'over.heading', 'over.text')
      default:
        return nothing
    }
  }

  #again(picture: Scene, heading: 'left.heading' | 'over.heading', text: 'left.text' | 'over.text'): TemplateResult {
    return html`<rt-status class="card" .heading=${this.t(heading)} .text=${this.t(text)}>
      ${scene(picture)}
      <button class="primary" type="button" @click=${() => void this.page.guest.enter(null)}>${this.t('check-in')}</button>
    </rt-status>`
  }

  #code(trouble: Trouble): TemplateResult {
    const isWaiting = trouble.kind === 'code-throttled' && trouble.wait?.isOver === false
    const error = trouble.kind === 'code-needed' || trouble.kind === 'code-throttled' ? '' : this.page.troubleText(trouble)
    return html`<rt-status
      class="card"
      .heading=${this.t(isWaiting ? 'trouble.code-throttled.heading' : 'trouble.code-needed.heading')}
      .text=${this.t(isWaiting ? 'trouble.code-throttled.text' : 'trouble.code-needed.text')}
    >
      ${scene(isWaiting ? 'hourglass' : 'key')}
      <div class="wrap">
        ${isWaiting ? this.#wait(trouble) : nothing}
        <rt-code-form
          .label=${this.t('code.label')}
          .action=${this.t('check-in')}
          .error=${error}
          .incomplete=${this.t('trouble.code-malformed.text')}
          .disabled=${isWaiting}
          @rt-code=${(event: CustomEvent<string>) => void this.page.guest.enter(event.detail)}
        ></rt-code-form>
      </div>
    </rt-status>`
  }

  #trouble(trouble: Trouble): TemplateResult {
    const isWaiting = trouble.wait?.isOver === false
    return html`<rt-status
      class="card"
      urgent
      .heading=${this.t(`trouble.${trouble.kind}.heading`)}
      .text=${this.page.troubleText(trouble)}
    >
      ${scene(SCENES[trouble.kind] ?? 'cloud')}
      <div class="wrap">${isWaiting ? this.#wait(trouble) : nothing} ${this.#action(trouble, isWaiting)}</div>
    </rt-status>`
  }

  #action(trouble: Trouble, isWaiting: boolean): TemplateResult {
    if (trouble.kind === 'account-gone' || trouble.kind === 'signed-out') {
      return html`<button class="primary" type="button" @click=${() => void this.page.guest.startAnew()}>${this.t('start-anew')}</button>`
    }
    return html`<button class="primary" type="button" ?disabled=${isWaiting} @click=${() => void this.page.guest.begin()}>
      ${this.t('try-again')}
    </button>`
  }

  #wait(trouble: Trouble): TemplateResult {
    return html`<p class="wait">
      <span class="visually-hidden">${this.t('wait.label')}</span>
      <rt-countdown .wait=${trouble.wait} @rt-over=${() => this.requestUpdate()}></rt-countdown>
    </p>`
  }
}
