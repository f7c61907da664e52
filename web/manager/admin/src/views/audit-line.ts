import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading } from '../core/parts'
import { dateTime, t } from '../core/text'
import type { AuditLine } from '../core/types'
import { actionWords, thingLink } from './audit'
import { changeTable } from './change-table'

/** One change, with all of before and after. */
@customElement('admin-audit-line')
export class AuditLineElement extends Panel {
  @property() lineId = ''
  private readonly loader = new Loader<AuditLine>(this, (signal) => app().api.get('/api/admin/audit/{id}', { path: { id: this.lineId }, signal }))

  constructor() {
    super()
    new Watch(this, app().players)
  }

  protected override willUpdate(): void {
    this.loader.follow(this.lineId)
  }

  protected override render(): TemplateResult {
    const { value: line, failure } = this.loader
    return html`
      <p><a href=${app().router.href('audit')}>← ${t('nav.audit')}</a></p>
      ${heading(line === null ? t('nav.audit') : actionWords(line))}
      ${
        line === null
          ? failure === null
            ? loading()
            : failed(failure, this.loader.reload)
          : html`<dl class="facts narrow">
                <div><dt>${t('audit.thing')}</dt><dd>${thingLink(line)}</dd></div>
                <div><dt>${t('audit.who')}</dt><dd>${line.actor_name ?? line.actor_id}</dd></div>
                <div><dt>${t('history.when')}</dt><dd>${dateTime(line.at)}</dd></div>
                ${line.request_id === null ? nothing : html`<div><dt>${t('audit.request')}</dt><dd><code>${line.request_id}</code></dd></div>`}
              </dl>
              <section>${changeTable(line.before, line.after)}</section>`
      }
    `
  }
}
