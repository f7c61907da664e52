import { css, html, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { AuthFailure } from '@roomtone/shared/auth'
import { base } from '@roomtone/shared/styles'
import type { MessageKey } from '../model/page'
import './code-form'
import { PageElement, report, say } from './element'

const REFUSALS: Readonly<Record<string, MessageKey>> = {
  invalid_credentials: 'account.error.credentials',
  email_exists: 'account.error.exists',
  user_already_exists: 'account.error.exists',
  email_address_invalid: 'account.error.email',
  validation_failed: 'account.error.email',
  email_not_confirmed: 'account.error.unconfirmed',
  weak_password: 'account.error.weak',
  same_password: 'account.error.same',
  otp_expired: 'account.error.code',
}

/** What is shown of the account: an e-mail address that keeps the taste, and a sign-in with an account that exists. */
@customElement('rt-account-card')
export class AccountCardElement extends PageElement {
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

  @state() private busy = false
  @state() private error = ''
  /** The address to which a code for a sign-in was sent. */
  @state() private codeFor: string | null = null

  protected override watched() {
    return [this.page.auth]
  }

  protected override render(): TemplateResult {
    return html`<section class="stack" aria-labelledby="heading">
      <h2 id="heading">${this.t('account.heading')}</h2>
      ${this.#account()}
      <p class="error" role="alert">${this.error}</p>
      ${this.page.auth.account?.email == null ? this.#signIn() : ''}
    </section>`
  }

  #account(): TemplateResult {
    const account = this.page.auth.account ?? null
    if (account?.newEmail != null) {
      const address = account.newEmail
      return html`<p>${this.t('account.confirm', { email: address })}</p>
        <rt-code-form
          .label=${this.t('account.code')}
          .action=${this.t('account.confirm.action')}
          .incomplete=${this.t('account.error.code')}
          .busy=${this.busy}
          @rt-code=${(event: CustomEvent<string>) => void this.#do(() => this.page.auth.verifyCode(address, event.detail, 'email_change'), 'account.linked')}
        ></rt-code-form>
        <div><button type="button" @click=${() => void this.#do(() => this.page.auth.reload(), null)}>${this.t('account.confirmed')}</button></div>`
    }
    if (account?.email != null) {
      return html`<p>${this.t('account.email.is', { email: account.email })}</p>
        ${this.#passwordForm()}`
    }
    return html`<p>${this.t('account.anonymous')}</p>
      ${this.page.store.persistent ? '' : html`<p>${this.t('banner.storage')}</p>`}
      <form novalidate @submit=${(event: Event) => this.#submit(event, (form) => this.#link(form))}>
        <label for="email">${this.t('account.email')}</label>
        <input id="email" name="email" type="email" autocomplete="email" required />
        <div><button class="primary" aria-disabled=${this.busy}>${this.t('account.link')}</button></div>
      </form>`
  }

  #passwordForm(): TemplateResult {
    return html`<details>
      <summary>${this.t('account.password.open')}</summary>
      <form novalidate @submit=${(event: Event) => this.#submit(event, (form) => this.#do(() => this.page.auth.setPassword(text(form, 'password')), 'account.password.saved'))}>
        <p class="muted small">${this.t('account.password.text')}</p>
        <label for="new-password">${this.t('account.password')}</label>
        <input id="new-password" name="password" type="password" autocomplete="new-password" required />
        <div><button aria-disabled=${this.busy}>${this.t('save')}</button></div>
      </form>
    </details>`
  }

  #signIn(): TemplateResult {
    return html`<details>
      <summary>${this.t('account.sign-in.open')}</summary>
      <div class="stack">
        <p class="muted small">${this.t('account.sign-in.text')}</p>
        <form novalidate @submit=${(event: Event) => this.#submit(event, (form) => this.#password(form))}>
          <label for="known-email">${this.t('account.email')}</label>
          <input id="known-email" name="email" type="email" autocomplete="username" required />
          <label for="password">${this.t('account.password')}</label>
          <input id="password" name="password" type="password" autocomplete="current-password" />
          <div class="row">
            <button class="primary" aria-disabled=${this.busy}>${this.t('account.sign-in')}</button>
            <button type="button" aria-disabled=${this.busy} @click=${(event: Event) => this.#sendCode(event)}>${this.t('account.send-code')}</button>
          </div>
        </form>
        ${this.codeFor === null ? '' : this.#codeForm(this.codeFor)}
      </div>
    </details>`
  }

  #codeForm(email: string): TemplateResult {
    return html`<p role="status">${this.t('account.code.sent', { email })}</p>
      <rt-code-form
        .label=${this.t('account.code')}
        .action=${this.t('account.sign-in')}
        .incomplete=${this.t('account.error.code')}
        .busy=${this.busy}
        @rt-code=${(event: CustomEvent<string>) => void this.#enter(() => this.page.auth.verifyCode(email, event.detail))}
      ></rt-code-form>`
  }

  #submit(event: Event, action: (form: FormData) => Promise<void>): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const invalid = [...form.querySelectorAll('input')].find((input) => !input.checkValidity())
    if (invalid !== undefined) {
      this.error = this.t(invalid.type === 'email' ? 'account.error.email' : 'account.error.weak')
      invalid.focus()
      return
    }
    void action(new FormData(form))
  }

  #sendCode(event: Event): void {
    const input = (event.target as HTMLElement).closest('form')?.querySelector<HTMLInputElement>('input[type=email]')
    if (input === null || input === undefined || !input.checkValidity()) {
      this.error = this.t('account.error.email')
      input?.focus()
      return
    }
    const email = input.value
    void this.#do(async () => {
      await this.page.auth.sendCode(email)
      this.codeFor = email
    }, null)
  }

  async #link(form: FormData): Promise<void> {
    await this.#do(() => this.page.auth.link(text(form, 'email')), null)
    if (this.page.auth.account?.email != null) {
      say(this, this.t('account.linked'))
    }
  }

  #password(form: FormData): Promise<void> {
    return this.#enter(() => this.page.auth.signInWithPassword(text(form, 'email'), text(form, 'password')))
  }

  /** Signs in as another account, which then checks in. */
  async #enter(signIn: () => Promise<void>): Promise<void> {
    await this.#do(async () => {
      await signIn()
      this.codeFor = null
      this.page.forget()
      await this.page.guest.begin()
    }, 'account.signed-in')
  }

  async #do(action: () => Promise<void>, success: MessageKey | null): Promise<void> {
    if (this.busy) {
      return
    }
    this.busy = true
    this.error = ''
    try {
      await action()
      if (success !== null) {
        say(this, this.t(success))
      }
    } catch (error) {
      if (error instanceof AuthFailure && error.kind === 'refused') {
        this.error = this.t(REFUSALS[error.code] ?? 'account.error.other', { code: error.code })
      } else {
        report(this, error)
      }
    } finally {
      this.busy = false
    }
  }
}

function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
