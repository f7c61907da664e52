import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit'

/** Line drawings of the five kinds of sound, on a ground of 48 by 48. */
const DIMENSIONS: Readonly<Record<string, SVGTemplateResult>> = {
  rain: svg`<path d="M14 23a8 8 0 0 1 1-15.9a11 11 0 0 1 20.5 3.4A6.5 6.5 0 0 1 35 23z" /><path d="M16 29l-3 7M25 29l-3 7M34 29l-3 7M20.5 36l-2 5M29.5 36l-2 5" />`,
  sea_waves: svg`<path d="M4 19c5-7 9-7 13.3 0s8.4 7 13.3 0 8.4-7 13.3 0" /><path d="M4 29c5-7 9-7 13.3 0s8.4 7 13.3 0 8.4-7 13.3 0" opacity=".75" /><path d="M4 39c5-7 9-7 13.3 0s8.4 7 13.3 0 8.4-7 13.3 0" opacity=".5" />`,
  thunderstorm: svg`<path d="M14 24a8 8 0 0 1 1-15.9a11 11 0 0 1 20.5 3.4A6.5 6.5 0 0 1 35 24" /><path d="M26 20l-8 11h7l-3 11 10-14h-7l3-8z" />`,
  wind: svg`<path d="M5 18h23a5.5 5.5 0 1 0-5.3-7" /><path d="M5 26h33a5.5 5.5 0 1 1-5.3 7" /><path d="M5 34h17a4.5 4.5 0 1 1-4.3 5.8" />`,
  crackling_fire: svg`<path d="M24 5c2 8 12 12 12 23a12 12 0 0 1-24 0c0-6 4-9 6-13 2 3 3 5 3 7 3-4 4-10 3-17z" /><path d="M24 27c1 4 5 5 5 9a5 5 0 0 1-10 0c0-4 4-5 5-9z" />`,
}

const OTHER = svg`<circle cx="24" cy="24" r="6" /><circle cx="24" cy="24" r="13" opacity=".7" /><circle cx="24" cy="24" r="20" opacity=".4" />`

/** The drawing of a dimension. It stands beside the name, so that screen readers skip it. */
export function dimensionPicture(name: string): TemplateResult {
  return html`<svg
    viewBox="0 0 48 48"
    fill="none"
    stroke="currentColor"
    stroke-width="2.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${DIMENSIONS[name] ?? OTHER}
  </svg>`
}

/** What a picture of a state shows. */
export type Scene = 'night' | 'paused' | 'unplugged' | 'door' | 'key' | 'hourglass' | 'cloud' | 'still' | 'wave' | 'leaf'

const SCENES: Readonly<Record<Scene, SVGTemplateResult>> = {
  night: svg`<path d="M96 62a30 30 0 1 1-32-40a24 24 0 0 0 32 40z" /><path d="M112 26v8M108 30h8M36 24v6M33 27h6" />`,
  paused: svg`<circle cx="72" cy="48" r="32" /><path d="M62 36v24M82 36v24" />`,
  unplugged: svg`<path d="M20 60h24c6 0 6-20 12-20h6M124 60h-24c-6 0-6-20-12-20h-2" /><path d="M62 32v16h6a8 8 0 0 0 0-16zM86 32v16h-4M68 36h6M68 44h6" /><path d="M72 18v6M60 20l3 5M84 20l-3 5" />`,
  door: svg`<path d="M50 82V22a4 4 0 0 1 4-4h36a4 4 0 0 1 4 4v60M38 82h68" /><circle cx="84" cy="52" r="2.5" /><path d="M66 34c0-8 12-8 12 0 0 5-6 5-6 10M72 51v1" />`,
  key: svg`<rect x="34" y="24" width="76" height="48" rx="8" /><path d="M48 44v8M58 44v8M68 44v8M78 44v8M88 44v8M98 44v8M58 82h28" />`,
  hourglass: svg`<path d="M52 16h40M52 82h40M56 16c0 18 12 22 12 33S56 64 56 82M88 16c0 18-12 22-12 33s12 15 12 33" /><path d="M64 72c4-4 12-4 16 0" />`,
  cloud: svg`<path d="M48 66a16 16 0 0 1 2-31.8a22 22 0 0 1 41 6.8A13 13 0 0 1 92 66z" /><path d="M64 50l16 0" />`,
  still: svg`<path d="M22 48h100" /><path d="M40 48c6-8 10-8 16 0M88 48c6 8 10 8 16 0" opacity=".5" />`,
  wave: svg`<path d="M30 62V44M44 70V36M58 60V46M72 78V28M86 64V42M100 70V36M114 58V48" />`,
  leaf: svg`<path d="M44 74c-6-30 16-52 56-52 2 38-20 60-50 50" /><path d="M38 84c8-22 24-38 44-46" />`,
}

/** The picture of a state, for the slot `picture` of rt-status. */
export function scene(name: Scene): TemplateResult {
  return html`<svg
    slot="picture"
    viewBox="0 0 144 96"
    fill="none"
    stroke="currentColor"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${SCENES[name]}
  </svg>`
}

/** Small signs for navigation and buttons, on a ground of 24 by 24. */
const SIGNS = {
  room: svg`<path d="M4 14v-4M8 18V6M12 15V9M16 20V4M20 14v-4" />`,
  wishes: svg`<circle cx="11" cy="11" r="6.5" /><path d="M16 16l4.5 4.5" />`,
  taste: svg`<path d="M12 3l7.8 5.7-3 9.2H7.2l-3-9.2z" /><path d="M12 8.5l3.3 2.4-1.3 3.9h-4l-1.3-3.9z" />`,
  board: svg`<path d="M5 20v-6h4v6M10 20V5h4v15M15 20v-9h4v9M3 20h18" />`,
  you: svg`<circle cx="12" cy="8" r="4" /><path d="M4.5 20.5c1-4.5 4-6.5 7.5-6.5s6.5 2 7.5 6.5" />`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5" />`,
  heart: svg`<path d="M12 20C5 15 3 11.5 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5c0 3-2 6.5-9 11.5z" />`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`,
  1: svg`<path d="M6 5l6 6 6-6M6 12l6 6 6-6" />`,
  2: svg`<path d="M6 9l6 6 6-6" />`,
  3: svg`<path d="M6 9.5h12M6 14.5h12" />`,
  4: svg`<path d="M6 15l6-6 6 6" />`,
  5: svg`<path d="M6 12l6-6 6 6M6 19l6-6 6 6" />`,
} as const

export function sign(name: keyof typeof SIGNS): TemplateResult {
  return html`<svg
    class="sign"
    width="24"
    height="24"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${SIGNS[name]}
  </svg>`
}
