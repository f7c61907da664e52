/** The colours of a picture. */
export interface Palette {
  readonly ground: string
  /** One for each of the five dimensions. */
  readonly dimensions: readonly string[]
  readonly isDark: boolean
}

export interface Painting {
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  /** The time of the movement, in s. */
  readonly seconds: number
  /** Five amounts from 0 to 1; all 0 gives calm rings. */
  readonly amounts: readonly number[]
  readonly palette: Palette
}

type Ground = CanvasRenderingContext2D

/** Paints five layers over each other, each as strong as its amount: falling strokes, waves, slow clouds of light, long lines, sparks. */
export function paint(ground: Ground, painting: Painting): void {
  const { width, height, palette, amounts } = painting
  ground.globalAlpha = 1
  ground.fillStyle = palette.ground
  ground.fillRect(0, 0, width, height)
  const isEmpty = amounts.every((amount) => amount < 0.02)
  paintGlow(ground, isEmpty ? { ...painting, amounts: [0.5, 0.5, 0.5, 0.5, 0.5] } : painting)
  if (isEmpty) {
    paintRings(ground, painting)
    return
  }
  for (const [index, layer] of LAYERS.entries()) {
    const amount = amounts[index] ?? 0
    if (amount >= 0.02) {
      ground.strokeStyle = palette.dimensions[index] ?? '#888888'
      ground.fillStyle = ground.strokeStyle
      layer(ground, painting, amount)
    }
  }
  ground.globalAlpha = 1
}

/** A soft ground in the colours of what there is most of. */
function paintGlow(ground: Ground, { width, height, amounts, palette, seconds }: Painting): void {
  for (const [index, amount] of amounts.entries()) {
    const color = palette.dimensions[index]
    if (amount < 0.02 || color === undefined) {
      continue
    }
    const x = width * (0.5 + 0.38 * Math.cos(index * 1.257 + seconds * 0.03))
    const y = height * (0.5 + 0.38 * Math.sin(index * 1.257 + seconds * 0.04))
    const light = ground.createRadialGradient(x, y, 0, x, y, Math.max(width, height) * 0.6)
    light.addColorStop(0, color)
    light.addColorStop(1, 'transparent')
    ground.globalAlpha = amount * (palette.isDark ? 0.34 : 0.3)
    ground.fillStyle = light
    ground.fillRect(0, 0, width, height)
  }
}

function paintRings(ground: Ground, { width, height, seconds, palette }: Painting): void {
  ground.lineWidth = 2.5
  for (let ring = 0; ring < 7; ring++) {
    const size = ((ring + (seconds * 0.08) % 1) / 7) * Math.max(width, height) * 0.6
    ground.globalAlpha = 0.75 * (1 - size / (Math.max(width, height) * 0.6))
    ground.strokeStyle = palette.dimensions[ring % 5] ?? '#888888'
    ground.beginPath()
    ground.arc(width / 2, height / 2, Math.max(1, size), 0, 2 * Math.PI)
    ground.stroke()
  }
}

type Layer = (ground: Ground, painting: Painting, amount: number) => void

/** In the order of the default dimensions: rain, sea waves, thunderstorm, wind, crackling fire. */
const LAYERS: readonly Layer[] = [paintStrokes, paintWaves, paintClouds, paintLines, paintSparks]

function paintStrokes(ground: Ground, { width, height, seconds }: Painting, amount: number): void {
  const count = Math.round(14 + amount * 70)
  ground.lineWidth = 1.6
  ground.lineCap = 'round'
  for (let i = 0; i < count; i++) {
    const speed = 0.16 + 0.12 * noise(i)
    const y = ((noise(i + 50) + seconds * speed) % 1.2) * height - height * 0.1
    const x = noise(i + 100) * width * 1.1 - y * 0.12
    const length = height * (0.05 + 0.06 * noise(i + 150))
    ground.globalAlpha = 0.25 + 0.45 * amount * noise(i + 200)
    ground.beginPath()
    ground.moveTo(x, y)
    ground.lineTo(x - length * 0.16, y + length)
    ground.stroke()
  }
}

function paintWaves(ground: Ground, { width, height, seconds }: Painting, amount: number): void {
  for (let row = 0; row < 3; row++) {
    const level = height * (1 - amount * (0.42 - row * 0.11))
    const swing = height * (0.02 + 0.035 * amount)
    ground.globalAlpha = 0.22 + 0.12 * row
    ground.beginPath()
    ground.moveTo(0, height)
    for (let x = 0; x <= width + 8; x += 8) {
      const phase = (x / width) * (5 + row) + seconds * (0.35 + row * 0.12) + row * 2
      ground.lineTo(x, level + Math.sin(phase) * swing + Math.sin(phase * 0.47 + row) * swing * 0.8)
    }
    ground.lineTo(width, height)
    ground.fill()
  }
}

/** Light that comes and goes slowly: it never flashes. */
function paintClouds(ground: Ground, { width, height, seconds }: Painting, amount: number): void {
  const color = ground.fillStyle
  for (let i = 0; i < 6; i++) {
    const x = ((noise(i + 7) + seconds * 0.006 * (1 + i * 0.2)) % 1.4 - 0.2) * width
    const y = height * (0.08 + 0.3 * noise(i + 17))
    const size = Math.min(width, height) * (0.22 + 0.2 * noise(i + 27))
    const light = ground.createRadialGradient(x, y, 0, x, y, size)
    light.addColorStop(0, String(color))
    light.addColorStop(1, 'transparent')
    ground.fillStyle = light
    ground.globalAlpha = amount * (0.4 + 0.16 * Math.sin(seconds * 0.5 + i * 1.7))
    ground.fillRect(x - size, y - size, 2 * size, 2 * size)
  }
}

function paintLines(ground: Ground, { width, height, seconds }: Painting, amount: number): void {
  const count = Math.round(3 + amount * 8)
  ground.lineWidth = 2
  ground.lineCap = 'round'
  for (let i = 0; i < count; i++) {
    const y = height * (0.12 + 0.76 * noise(i + 31))
    const length = width * (0.3 + 0.4 * noise(i + 41))
    const start = ((noise(i + 61) + seconds * (0.035 + 0.03 * noise(i + 71))) % 1.6) * width * 1.2 - length
    ground.globalAlpha = 0.25 + 0.35 * amount * noise(i + 81)
    ground.beginPath()
    for (let step = 0; step <= 20; step++) {
      const x = start + (length * step) / 20
      ground.lineTo(x, y + Math.sin(step * 0.45 + i + seconds * 0.5) * height * 0.022)
    }
    ground.stroke()
  }
}

function paintSparks(ground: Ground, { width, height, seconds }: Painting, amount: number): void {
  const count = Math.round(8 + amount * 34)
  for (let i = 0; i < count; i++) {
    const rise = (noise(i + 300) + seconds * (0.05 + 0.05 * noise(i + 310))) % 1
    const sway = Math.sin(seconds * 0.8 + i) * width * 0.02
    const x = width * (0.5 + (noise(i + 320) - 0.5) * (0.9 - rise * 0.4)) + sway
    ground.globalAlpha = (1 - rise) * (0.35 + 0.55 * amount)
    ground.beginPath()
    ground.arc(x, height * (1 - rise * 0.95), 1.4 + 2.6 * noise(i + 330) * (1 - rise * 0.5), 0, 2 * Math.PI)
    ground.fill()
  }
}

/** A number from 0 to 1 that is the same for the same seed. */
function noise(seed: number): number {
  const value = Math.sin(seed * 127.1 + 11.7) * 43758.5453
  return value - Math.floor(value)
}
