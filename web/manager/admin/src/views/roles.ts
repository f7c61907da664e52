import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, field, formProblem, heading, loading, pageOf, pager } from '../core/parts'
import { t } from '../core/text'
import type { UserRoles } from '../core/types'

const SIZE = 50
const ROLES = ['admin', 'manager'] as const
type Role = (typeof ROLES)[number]

interface Staff {
  readonly items: readonly UserRoles[]
  readonly page: number
  readonly total: number
}

/** Who is admin or manager. Admins add people by their e-mail address. */
@customElement('admin-roles')
export class RolesElement extends Panel {
  @state() private given: Role = 'manager'
  private readonly loader = new Loader<Staff>(this, (signal) => app().api.get('/api/admin/roles', { query: { page: pageOf(app().router.place.query), size: SIZE }, signal }))

  constructor() {
    super()
    new Watch(this, app().router, app().access)
  }

  protected override willUpdate(): void {
    if (app().router.place.name === 'roles' && app().access.isAdmin) {
      this.loader.follow(String(pageOf(app().router.place.query)))
    }
  }

  protected override render(): TemplateResult {
    if (!app().access.isAdmin) {
      return html`${heading(t('nav.roles'))}<div class="notice"><p>${t('roles.admins-only')}</p></div>`
    }
    const { value, failure } = this.loader
    return html`
      ${heading(t('nav.roles'))} ${this.adding()}
      ${failure === null ? nothing : failed(failure, this.loader.reload)}
      ${value === null ? (failure === null ? loading() : nothing) : this.list(value)}
    `
  }

  private adding(): TemplateResult {
    return html`<form class="card stack narrow" @submit=${this.add} aria-labelledby="adding">
      <h2 id="adding">${t('roles.add')}</h2>
      <p class="muted">${t('roles.add-text')}</p>
      ${field({
        id: 'email',
        label: t('sign-in.email'),
        error: this.actions.errors['email'],
        control: html`<input id="email" name="email" type="email" required autocomplete="off" aria-invalid=${this.actions.errors['email'] !== undefined} />`,
      })}
      <fieldset>
        <legend><strong>${t('roles.role')}</strong></legend>
        ${ROLES.map(
          (role) => html`<label class="choice"><input type="radio" name="role" .checked=${this.given === role} @change=${() => (this.given = role)} />
            <span><strong>${t(`role.${role}`)}</strong> <span class="muted">${t(`role.${role}.text`)}</span></span></label>`,
        )}
      </fieldset>
      ${formProblem(this.actions.problem)}
      <button type="submit" class="primary" aria-disabled=${this.actions.busy('add')}>${t('roles.submit')}</button>
    </form>`
  }

  private list(staff: Staff): TemplateResult {
    return html`<section aria-labelledby="staff">
      <h2 id="staff">${t('roles.list')}</h2>
      <div class="table-frame" tabindex="0" role="group" aria-labelledby="staff">
        <table>
          <thead><tr><th scope="col">${t('sign-in.email')}</th><th scope="col">${t('roles.name')}</th>${ROLES.map((role) => html`<th scope="col">${t(`role.${role}`)}</th>`)}</tr></thead>
          <tbody>${staff.items.map((one) => this.row(one))}</tbody>
        </table>
      </div>
      ${pager(staff.page, SIZE, staff.total)}
    </section>`
  }

  private row(one: UserRoles): TemplateResult {
    const name = one.email ?? one.display_name ?? one.user_id
    const own = one.user_id === app().access.me?.user_id
    return html`<tr>
      <th scope="row">${one.email ?? one.user_id} ${own ? html`<span class="tag">${t('roles.you')}</span>` : nothing}</th>
      <td>${one.display_name ?? ''}</td>
      ${ROLES.map(
        (role) => html`<td><label class="choice"><input type="checkbox" .checked=${one.roles.includes(role)} aria-disabled=${this.actions.busy(one.user_id)}
          @change=${(event: Event) => this.change(one, role, event.target as HTMLInputElement)} /><span class="visually-hidden">${t('roles.has', { name, role: t(`role.${role}`) })}</span></label></td>`,
      )}
    </tr>`
  }

  private readonly add = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const email = String(new FormData(form).get('email') ?? '').trim()
    return this.actions.run(
      'add',
      async () => {
        // The call sets all roles of a person: one that they have already stays.
        const roles = [...new Set([...(await rolesOf(email)), this.given])]
        const added = await app().api.put('/api/admin/roles', { body: { email, roles } })
        form.reset()
        app().toasts.say(t('roles.added', { name: added.email ?? email, role: t(`role.${this.given}`) }))
        await this.loader.reload()
      },
      'form',
    )
  }

  private async change(one: UserRoles, role: Role, box: HTMLInputElement): Promise<void> {
    const roles = box.checked ? [...one.roles, role] : one.roles.filter((other) => other !== role)
    const name = one.email ?? one.display_name ?? one.user_id
    const yes =
      box.checked ||
      (await app().confirmations.ask({
        heading: t('roles.take-heading', { role: t(`role.${role}`), name }),
        text: t(one.user_id === app().access.me?.user_id ? 'roles.take-own' : 'roles.take-text'),
        yes: t('roles.take'),
        danger: true,
      }))
    const done =
      yes &&
      (await this.actions.run(one.user_id, async () => {
        await app().api.put('/api/admin/roles', { body: { user_id: one.user_id, roles } })
        app().toasts.say(t('roles.changed', { name }))
      }))
    if (!done) {
      box.checked = one.roles.includes(role)
      return
    }
    await this.loader.reload()
    if (one.user_id === app().access.me?.user_id) {
      await app().access.load()
    }
  }
}

/** The roles that somebody has, wherever they stand in the list. */
async function rolesOf(email: string): Promise<readonly string[]> {
  for (let page = 1; ; page++) {
    const answer = await app().api.get('/api/admin/roles', { query: { page, size: 200 } })
    const found = answer.items.find((one) => one.email?.toLowerCase() === email.toLowerCase())
    if (found !== undefined || answer.items.length === 0 || page * 200 >= answer.total) {
      return found?.roles ?? []
    }
  }
}
