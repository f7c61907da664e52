// Draws the icons of the listener's page into public/icons: one SVG, and PNGs from the same shapes. Run it after a change: node tools/draw-icons.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as zlib from 'node:zlib'

const GROUND = [13, 58, 50]
/** Five rounded bars, one for each kind of sound, on a ground of 100 by 100: x, half of the height, colour. */
const BARS = [
  { x: 22, half: 12, color: [123, 182, 234] },
  { x: 36, half: 24, color: [92, 205, 198] },
  { x: 50, half: 32, color: [179, 161, 238] },
  { x: 64, half: 20, color: [171, 202, 112] },
  { x: 78, half: 9, color: [243, 154, 98] },
]
const HALF_WIDTH = 4.5

const target = join(dirname(fileURLToPath(import.meta.url)), '..', 'public', 'icons')
mkdirSync(target, { recursive: true })
writeFileSync(join(target, 'icon.svg'), svg())
writeFileSync(join(target, 'icon-180.png'), png(180, { corner: 0, scale: 1 }))
writeFileSync(join(target, 'icon-192.png'), png(192, { corner: 22, scale: 1 }))
writeFileSync(join(target, 'icon-512.png'), png(512, { corner: 22, scale: 1 }))
// A maskable icon may be cut to a circle: what matters lies in the middle 80 %.
writeFileSync(join(target, 'icon-maskable-512.png'), png(512, { corner: 0, scale: 0.8 }))

function svg() {
  const hex = (color) => '#' + color.map((part) => part.toString(16).padStart(2, '0')).join('')
  const bars = BARS.map(
    ({ x, half, color }) =>
      `<rect x="${x - HALF_WIDTH}" y="${50 - half}" width="${2 * HALF_WIDTH}" height="${2 * half}" rx="${HALF_WIDTH}" fill="${hex(color)}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="22" fill="${hex(GROUND)}"/>${bars.join('')}</svg>\n`
}

function png(size, { corner, scale }) {
  const rows = Buffer.alloc(size * (1 + size * 4))
  const samples = 4
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0]
      for (let s = 0; s < samples * samples; s++) {
        const px = ((x + ((s % samples) + 0.5) / samples) / size) * 100
        const py = ((y + (Math.floor(s / samples) + 0.5) / samples) / size) * 100
        const color = colorAt(px, py, corner, scale)
        if (color !== null) {
          color.forEach((part, index) => (sum[index] += part))
          sum[3]++
        }
      }
      const at = y * (1 + size * 4) + 1 + x * 4
      for (let part = 0; part < 3; part++) {
        rows[at + part] = sum[3] === 0 ? 0 : Math.round(sum[part] / sum[3])
      }
      rows[at + 3] = Math.round((sum[3] / (samples * samples)) * 255)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** The colour at a point, or null outside of the rounded ground. */
function colorAt(x, y, corner, scale) {
  if (!isInRounded(x, y, 50, 50, 50, 50, corner)) {
    return null
  }
  const bar = BARS.find(({ x: middle, half }) =>
    isInRounded(x, y, 50 + (middle - 50) * scale, 50, HALF_WIDTH * scale, half * scale, HALF_WIDTH * scale),
  )
  return bar?.color ?? GROUND
}

function isInRounded(x, y, middleX, middleY, halfWidth, halfHeight, corner) {
  const dx = Math.max(0, Math.abs(x - middleX) - (halfWidth - corner))
  const dy = Math.max(0, Math.abs(y - middleY) - (halfHeight - corner))
  return corner === 0 ? dx === 0 && dy === 0 : dx * dx + dy * dy <= corner * corner
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(zlib.crc32?.(body) ?? ownCrc32(body))
  return Buffer.concat([length, body, check])
}

/** For versions of Node whose zlib has none. */
function ownCrc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
  }
  return ~crc >>> 0
}
