import { ApiProblem } from '@roomtone/shared/problem'
import { html, nothing, svg, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { t } from '../core/text'

/** The loudness of a recording over its time, and how much of it was played. */
@customElement('admin-waveform')
export class WaveformElement extends Panel {
  @property() songId = ''
  /** Changes when the file was replaced. */
  @property() version = ''
  /** How much was played, from 0 to 1. */
  @property({ type: Number }) played = 0
  private readonly loader = new Loader<readonly number[] | null>(this, async (signal) => {
    try {
      return (await app().api.get('/api/admin/songs/{id}/outline', { path: { id: this.songId }, signal })).heights
    } catch (error) {
      if (error instanceof ApiProblem && error.problem === 'not-analysed') {
        return null
      }
      throw error
    }
  })

  protected override willUpdate(): void {
    this.loader.follow(`${this.songId} ${this.version}`)
  }

  protected override render(): TemplateResult {
    const { value, failure, loading } = this.loader
    if (value === null) {
      return html`<p class="muted waveform-empty">${loading ? t('loading') : t(failure === null ? 'waveform.none' : 'waveform.failed')}</p>`
    }
    return html`<svg class="waveform" viewBox=${`0 0 ${value.length} 100`} preserveAspectRatio="none" role="img" aria-label=${t('waveform.label')} @click=${this.onClick}>
      <path class="all" d=${outlinePath(value)} />
      ${this.played > 0 ? svg`<rect class="played" x="0" y="0" height="100" width=${Math.min(1, this.played) * value.length} />` : nothing}
    </svg>`
  }

  private readonly onClick = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    if (box.width > 0) {
      this.dispatchEvent(new CustomEvent<number>('admin-seek', { detail: (event.clientX - box.left) / box.width, bubbles: true }))
    }
  }
}

/** The outline as a path that is symmetric about the middle; heights are from 0 to 255. */
export function outlinePath(heights: readonly number[]): string {
  const half = (height: number) => Math.max(0.5, (Math.min(255, Math.max(0, height)) / 255) * 50)
  const round = (value: number) => Math.round(value * 10) / 10
  const upper = heights.map((height, i) => `${i === 0 ? 'M' : 'L'}${i + 0.5} ${round(50 - half(height))}`)
  const lower = heights.map((height, i) => `L${i + 0.5} ${round(50 + half(height))}`).reverse()
  return heights.length === 0 ? '' : `${[...upper, ...lower].join('')}Z`
}
