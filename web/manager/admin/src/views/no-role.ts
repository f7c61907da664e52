import { html, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { copyable } from '../core/parts'
import { t } from '../core/text'

/** The statement that makes somebody admin, for the SQL editor of the database. */
export function firstAdminSql(userId: string): string {
  // The id goes into SQL: nothing but an id may.
  const id = /^[0-9a-f-]{36}$/i.test(userId) ? userId : 'YOUR-USER-ID'
  return `insert into public.roles (user_id, role) values ('${id}', 'admin');`
}

/** Shown to those who are signed in and have no role: whom to ask, or how the first admin is made when there is none. */
@customElement('admin-no-role')
export class NoRoleElement extends Panel {
  protected override render(): TemplateResult {
    const { access, gate } = app()
    const id = access.me?.user_id ?? gate.account?.id ?? ''
    const email = gate.account?.email ?? ''
    const first = access.me?.admin_exists === false
    return html`
      <h2>${t(first ? 'no-role.first.heading' : 'no-role.heading')}</h2>
      ${
        first
          ? html`<ol class="steps">
              <li>${t('no-role.first.step1')}</li>
              <li>${t('no-role.first.step2')} ${copyable(firstAdminSql(id), t('no-role.sql'))}</li>
              <li>${t('no-role.first.step3')}</li>
            </ol>`
          : html`<p>${t('no-role.text', { email })}</p>
              <p>${t('no-role.ask')}</p>
              ${copyable(email === '' ? id : email, t('no-role.account'))}`
      }
      <div class="row">
        <button class="primary" type="button" aria-disabled=${this.actions.busy('check')} @click=${this.check}>${t('no-role.check')}</button>
        <button type="button" @click=${() => app().signIn.signOut()}>${t('sign-out')}</button>
      </div>
    `
  }

  private readonly check = () =>
    this.actions.run('check', async () => {
      await app().access.load()
      if (!app().access.isStaff) {
        app().toasts.say(t('no-role.still'), 'bad')
      }
    })
}
