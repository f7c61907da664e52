import { html, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { describedBy, field, formProblem } from '../core/parts'
import { t } from '../core/text'
import { authWords } from './auth-words'

/**
 * Sets another password for whoever is signed in.
 *
 * @fires admin-done when it is set
 */
@customElement('admin-new-password')
export class NewPasswordElement extends Panel {
  @state() private problem: string | null = null

  protected override render(): TemplateResult {
    return html`<form class="stack" @submit=${this.onSubmit}>
      ${field({
        id: 'new-password',
        label: t('sign-in.new-password'),
        hint: t('sign-in.password-hint'),
        control: html`<input id="new-password" name="password" type="password" required minlength="8" autocomplete="new-password"
          aria-describedby=${describedBy('new-password', true, undefined)} />`,
      })}
      ${formProblem(this.problem)}
      <button class="primary" type="submit" aria-disabled=${this.actions.busy()}>${t('save')}</button>
    </form>`
  }

  private readonly onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const password = String(new FormData(event.target as HTMLFormElement).get('password') ?? '')
    this.problem = null
    return this.actions.run('set', async () => {
      try {
        await app().signIn.setPassword(password)
        app().toasts.say(t('sign-in.password-set'))
        this.dispatchEvent(new CustomEvent('admin-done'))
      } catch (error) {
        this.problem = authWords(error)
      }
    })
  }
}
