import { html, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { heading } from '../core/parts'
import { t } from '../core/text'

/** An address below the panel's at which there is nothing. */
@customElement('admin-unknown')
export class UnknownElement extends Panel {
  protected override render(): TemplateResult {
    return html`${heading(t('unknown.heading'))}
      <p>${t('unknown.text')}</p>
      <p><a href=${app().router.href('overview')}>${t('nav.overview')}</a></p>`
  }
}
