import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { qrCode, qrPath, QUIET } from './qr'

/** A QR code, black on white whatever the colours of the page are, because cameras expect it so. */
@customElement('player-qr')
export class QrElement extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }

    svg {
      display: block;
      width: 100%;
      height: auto;
      border-radius: 0.75rem;
      background: #ffffff;
    }

    path {
      fill: #000000;
    }
  `

  @property() link = ''
  @property() label = ''
  private drawn: { link: string; path: string; size: number } | null = null

  protected override render(): TemplateResult {
    if (this.drawn?.link !== this.link) {
      const code = qrCode(this.link)
      this.drawn = { link: this.link, path: qrPath(code), size: code.size + 2 * QUIET }
    }
    const { path, size } = this.drawn
    return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${this.label} shape-rendering="crispEdges"><path d=${path}></path></svg>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'player-qr': QrElement
  }
}
