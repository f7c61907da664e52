import '@roomtone/shared/components/countdown'
import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { t } from '../core/text'

/** Says when what is shown of rooms is not live. */
@customElement('admin-stream-state')
export class StreamStateElement extends Panel {
  constructor() {
    super()
    new Watch(this, app().stream)
  }

  protected override render(): TemplateResult | typeof nothing {
    const { status, wait } = app().stream
    if (status === 'open' || status === 'connecting' || status === 'closed') {
      return nothing
    }
    return html`<div class="notice warn" role="status">
      <p>${t('stream.lost')} ${status === 'waiting' && wait !== null ? html`${t('stream.again')} <rt-countdown .wait=${wait}></rt-countdown>` : nothing}</p>
    </div>`
  }
}
