import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { paint, type Palette } from './painting'

/** The pause between two frames, in ms: calm enough, and easy on a phone's battery. */
const FRAME_MS = 50

/**
 * A calm picture of five amounts that moves slowly. It stands still for those who asked for reduced motion, and while it is not seen.
 * Screen readers read its label instead.
 */
@customElement('rt-living-picture')
export class LivingPictureElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        overflow: hidden;
        border-radius: inherit;
        background: var(--rt-raised);
      }

      canvas {
        display: block;
        width: 100%;
        height: 100%;
      }
    `,
  ]

  /** Five amounts from 0 to 1. */
  @property({ attribute: false }) amounts: readonly number[] = []
  /** What the picture says, in words. */
  @property() label = ''

  @query('canvas') private readonly canvas!: HTMLCanvasElement
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)')
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)')
  #shown: number[] = []
  #frame = 0
  #last = 0
  #seen = true
  #observer: IntersectionObserver | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    for (const media of [this.#motion, this.#scheme]) {
      media.addEventListener('change', this.#restart)
    }
    addEventListener('resize', this.#restart)
    document.addEventListener('visibilitychange', this.#restart)
    if (typeof IntersectionObserver === 'function') {
      this.#observer = new IntersectionObserver((entries) => {
        this.#seen = entries.some((entry) => entry.isIntersecting)
        this.#restart()
      })
      this.#observer.observe(this)
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const media of [this.#motion, this.#scheme]) {
      media.removeEventListener('change', this.#restart)
    }
    removeEventListener('resize', this.#restart)
    document.removeEventListener('visibilitychange', this.#restart)
    this.#observer?.disconnect()
    cancelAnimationFrame(this.#frame)
  }

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`
  }

  override updated(): void {
    this.#restart()
  }

  readonly #restart = (): void => {
    cancelAnimationFrame(this.#frame)
    if (this.isConnected && this.hasUpdated) {
      this.#last = 0
      this.#draw(performance.now())
    }
  }

  readonly #draw = (time: number): void => {
    const isStill = this.#motion.matches
    const isDue = time - this.#last >= FRAME_MS
    if (isDue) {
      this.#last = time
      this.#approach(isStill)
      this.#paint(isStill ? 0 : time / 1000)
    }
    if (!isStill && this.#seen && document.visibilityState !== 'hidden') {
      this.#frame = requestAnimationFrame(this.#draw)
    }
  }

  /** Lets the amounts that are shown follow the given ones slowly. */
  #approach(atOnce: boolean): void {
    this.#shown = [0, 1, 2, 3, 4].map((index) => {
      const shown = this.#shown[index] ?? 0
      const goal = this.amounts[index] ?? 0
      return atOnce ? goal : shown + (goal - shown) * 0.06
    })
  }

  #paint(seconds: number): void {
    const ground = this.canvas.getContext('2d')
    if (ground === null || this.clientWidth === 0) {
      return
    }
    const scale = Math.min(2, devicePixelRatio)
    const [width, height] = [this.clientWidth, this.clientHeight]
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale)
      this.canvas.height = Math.round(height * scale)
    }
    ground.setTransform(scale, 0, 0, scale, 0, 0)
    paint(ground, { width, height, seconds, amounts: this.#shown, palette: this.#palette() })
  }

  #palette(): Palette {
    const style = getComputedStyle(this)
    const color = (name: string) => style.getPropertyValue(name).trim() || '#888888'
    return {
      ground: color('--rt-raised'),
      dimensions: [0, 1, 2, 3, 4].map((index) => color(`--rt-dimension-${index}`)),
      isDark: this.#scheme.matches,
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-living-picture': LivingPictureElement
  }
}
