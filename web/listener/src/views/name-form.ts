import { css, html, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { ApiProblem } from '@roomtone/shared/api'
import { base } from '@roomtone/shared/styles'
import { PageElement, report, say } from './element'

/** The name by which the leaderboard shows a listener; none by default. */
@customElement('rt-name-form')
export class NameFormElement extends PageElement {
  static override styles = [
    base,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }
    `,
  ]

  @state() private name = ''
  @state() private error = ''
  @state() private busy = false
  @query('input') private readonly input!: HTMLInputElement

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
  }

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${(event: Event) => void this.#save(event)}>
      <div>
        <label for="name">${this.t('name.label')}</label>
        <p id="hint" class="muted small">${this.t('name.text')}</p>
      </div>
      <input
        id="name"
        maxlength="50"
        autocomplete="nickname"
        .value=${this.name}
        aria-describedby="hint error"
        aria-invalid=${this.error !== ''}
      />
      <p id="error" class="error" role="alert">${this.error}</p>
      <div><button aria-disabled=${this.busy}>${this.t('save')}</button></div>
    </form>`
  }

  async #read(): Promise<void> {
    if (this.page.auth.account == null) {
      return
    }
    try {
      this.name = (await this.page.api.get('/api/me')).display_name ?? ''
    } catch (error) {
      report(this, error)
    }
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    if (this.busy) {
      return
    }
    this.busy = true
    this.error = ''
    const name = this.input.value.trim()
    try {
      const me = await this.page.api.put('/api/me', { body: { display_name: name === '' ? null : name } })
      this.name = me.display_name ?? ''
      say(this, this.t(this.name === '' ? 'name.removed' : 'name.saved'))
    } catch (error) {
      if (error instanceof ApiProblem && error.problem === 'invalid-name') {
        this.error = this.t('name.invalid')
      } else {
        report(this, error)
      }
    } finally {
      this.busy = false
    }
  }
}
