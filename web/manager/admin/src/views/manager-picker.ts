import { html, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { field } from '../core/parts'
import { t } from '../core/text'
import type { UserRoles } from '../core/types'

/**
 * Who looks after a room: one of those who have a role.
 *
 * @fires admin-manager with the id of that person, or null for the admins
 */
@customElement('admin-manager-picker')
export class ManagerPickerElement extends Panel {
  @property({ attribute: false }) userId: string | null = null
  private readonly loader = new Loader<readonly UserRoles[]>(this, async (signal) => (await app().api.get('/api/admin/roles', { query: { size: 200 }, signal })).items)

  protected override willUpdate(): void {
    this.loader.follow('staff')
  }

  protected override render(): TemplateResult {
    const staff = this.loader.value ?? []
    const known = this.userId === null || staff.some((one) => one.user_id === this.userId)
    return field({
      id: 'manager',
      label: t('settings.manager_id'),
      hint: t('settings.manager_id-hint'),
      control: html`<select id="manager" aria-describedby="manager-hint" @change=${this.onChange}>
        <option value="" .selected=${this.userId === null}>${t('settings.manager-none')}</option>
        ${known ? '' : html`<option value=${this.userId ?? ''} .selected=${true}>${this.userId}</option>`}
        ${staff.map((one) => html`<option value=${one.user_id} .selected=${one.user_id === this.userId}>${one.email ?? one.display_name ?? one.user_id}</option>`)}
      </select>`,
    })
  }

  private readonly onChange = (event: Event) => {
    this.dispatchEvent(new CustomEvent('admin-manager', { detail: (event.target as HTMLSelectElement).value || null }))
  }
}
