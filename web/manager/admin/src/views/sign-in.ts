import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { describedBy, field, formProblem } from '../core/parts'
import { t } from '../core/text'
import { authWords } from './auth-words'

type Step = 'password' | 'code' | 'enter-code' | 'reset' | 'enter-reset' | 'create' | 'created'

/** Signs in by password or by a code that comes by e-mail, sets a new password, or makes an account. */
@customElement('admin-sign-in')
export class SignInElement extends Panel {
  /** The address of whoever was signed in before; it cannot be changed in the dialog of a session that is over. */
  @property() email = ''
  /** Whether it stands in the dialog that appears when a session is over. */
  @property({ type: Boolean }) again = false
  @state() private step: Step = 'password'
  @state() private busy = false
  @state() private problem: string | null = null
  @state() private note: string | null = null

  protected override render(): TemplateResult {
    return html`
      ${this.again ? nothing : html`<h2>${t(`sign-in.${this.step}.heading`)}</h2>`}
      <p class="muted">${this.note ?? (this.again && this.step === 'password' ? t('sign-in.again') : t(`sign-in.${this.step}.text`, { email: this.email }))}</p>
      ${this.step === 'created' ? nothing : this.form()} ${this.ways()}
    `
  }

  private form(): TemplateResult {
    const needsEmail = this.step === 'password' || this.step === 'code' || this.step === 'reset' || this.step === 'create'
    const needsCode = this.step === 'enter-code' || this.step === 'enter-reset'
    const needsPassword = this.step === 'password' || this.step === 'create' || this.step === 'enter-reset'
    const fresh = this.step !== 'password'
    return html`<form class="stack" @submit=${this.onSubmit}>
      ${
        needsEmail
          ? field({
              id: 'email',
              label: t('sign-in.email'),
              control: html`<input id="email" name="email" type="email" autocomplete="username" required .value=${this.email}
                @input=${(event: Event) => (this.email = (event.target as HTMLInputElement).value)} />`,
            })
          : nothing
      }
      ${
        needsCode
          ? field({
              id: 'code',
              label: t('sign-in.code'),
              control: html`<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" />`,
            })
          : nothing
      }
      ${
        needsPassword
          ? field({
              id: 'password',
              label: t(fresh ? 'sign-in.new-password' : 'sign-in.password'),
              hint: fresh ? t('sign-in.password-hint') : undefined,
              control: html`<input id="password" name="password" type="password" required minlength=${fresh ? 8 : 1}
                autocomplete=${fresh ? 'new-password' : 'current-password'} aria-describedby=${describedBy('password', fresh, undefined)} />`,
            })
          : nothing
      }
      ${formProblem(this.problem)}
      <button class="primary" type="submit" aria-disabled=${this.busy}>${t(`sign-in.${this.step as Exclude<Step, 'created'>}.submit`)}</button>
    </form>`
  }

  private ways(): TemplateResult {
    const way = (step: Step, words: string) => html`<button class="quiet" type="button" @click=${() => this.go(step)}>${words}</button>`
    return html`<div class="row">
      ${this.step === 'password' ? nothing : way('password', t('sign-in.way.password'))}
      ${this.step === 'password' ? way('code', t('sign-in.way.code')) : nothing}
      ${this.step === 'password' ? way('reset', t('sign-in.way.reset')) : nothing}
      ${this.step === 'password' && !this.again ? way('create', t('sign-in.way.create')) : nothing}
    </div>`
  }

  private go(step: Step, note: string | null = null): void {
    this.step = step
    this.note = note
    this.problem = null
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>('input')?.focus())
  }

  private async onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.busy) {
      return
    }
    const data = new FormData(event.target as HTMLFormElement)
    const value = (name: string) => String(data.get(name) ?? '')
    this.busy = true
    this.problem = null
    try {
      await this.submit(value('password'), value('code').replace(/\s/g, ''))
    } catch (error) {
      this.problem = authWords(error)
    } finally {
      this.busy = false
    }
  }

  private async submit(password: string, code: string): Promise<void> {
    const { signIn } = app()
    const email = this.email.trim()
    switch (this.step) {
      case 'password':
        return signIn.signInWithPassword(email, password)
      case 'code':
        await signIn.sendCode(email)
        return this.go('enter-code')
      case 'enter-code':
        return signIn.verifyCode(email, code)
      case 'reset':
        await signIn.sendReset(email)
        return this.go('enter-reset')
      case 'enter-reset':
        await signIn.verifyCode(email, code, 'recovery')
        // From here on one is signed in and this form gone: what fails is said elsewhere.
        return signIn.setPassword(password).then(
          () => app().toasts.say(t('sign-in.password-set')),
          (error: unknown) => app().toasts.say(t('sign-in.password-not-set', { reason: authWords(error) }), 'bad'),
        )
      case 'create':
        await signIn.signUp(email, password)
        if (!signIn.account) {
          this.go('created')
        }
        return
      case 'created':
        return
    }
  }
}
