// @vitest-environment node
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildPage, isComplete, LISTING } from '../page.mjs'

interface Listing {
  page: string
  files: { path: string; type: string; sha256: string; immutable: boolean; encodings: string[] }[]
}

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-page-'))
  write('package.json', '{"type": "module"}')
  write('vite.config.ts', "export default { base: './', build: { modulePreload: { polyfill: false } } }")
  write('index.html', page('<script type="module" src="./src/main.ts"></script>'))
  write('src/main.ts', `import './page.css'\nconst word: string = '${'vote '.repeat(100)}'\ndocument.title = word`)
  write('src/page.css', 'p { color: red; }')
  write('public/assets/not-of-vite.svg', `<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(50)}</svg>`)
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('lists every file with its hash, and only files of Vite as unchanging', async () => {
  const listing = await build('out')
  const shell = find(listing, 'index.html')
  const script = find(listing, /^assets\/index-.{8}\.js$/)
  expect(shell).toMatchObject({ type: 'text/html; charset=utf-8', immutable: false })
  expect(script).toMatchObject({ type: 'text/javascript; charset=utf-8', immutable: true, encodings: ['br', 'gzip'] })
  expect(find(listing, 'assets/not-of-vite.svg').immutable).toBe(false)
  for (const { path, sha256, encodings } of listing.files) {
    const content = readFileSync(join(folder, 'out', path))
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
    if (encodings.includes('br')) {
      expect(brotliDecompressSync(readFileSync(join(folder, 'out', `${path}.br`)))).toEqual(content)
    }
    if (encodings.includes('gzip')) {
      expect(gunzipSync(readFileSync(join(folder, 'out', `${path}.gz`)))).toEqual(content)
    }
  }
  expect(readFileSync(join(folder, 'out/index.html'), 'utf8')).toContain(`<meta name="roomtone-page" content="${listing.page}">`)
})

it('writes the same bytes each time, and another hash after a change', async () => {
  const first = await build('first')
  const second = await build('second')
  expect(second).toEqual(first)
  for (const name of readdirSync(join(folder, 'first'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())) {
    const path = join(name.parentPath.slice(join(folder, 'first').length), name.name)
    expect(readFileSync(join(folder, 'second', path)).equals(readFileSync(join(folder, 'first', path))), path).toBe(true)
  }
  write('src/page.css', 'p { color: blue; }')
  expect((await build('third')).page).not.toBe(first.page)
})

it('builds a service worker that knows the files to cache', async () => {
  write('src/sw.ts', 'declare const __PAGE_FILES__: string[]\ndeclare const __PAGE_HASH__: string\nconsole.log(__PAGE_HASH__, __PAGE_FILES__)')
  const listing = await build('out')
  const worker = readFileSync(join(folder, 'out/sw.js'), 'utf8')
  expect(find(listing, 'sw.js')).toMatchObject({ immutable: false })
  expect(worker).toContain(listing.page)
  expect(worker).toContain(find(listing, /^assets\/index-.{8}\.js$/).path)
  expect(worker).not.toMatch(/^(import|export)/m)
})

it.each([
  ['index.html', () => page('<script>start()</script>'), 'a script that stands in the page'],
  ['public/sound.xyz', () => 'x', 'sound.xyz is of a kind'],
])('refuses a page with a bad %s', async (path, content, message) => {
  write(path, content())
  await expect(build('out')).rejects.toThrow(message)
  expect(isComplete(join(folder, 'out'))).toBe(false)
})

it('misses a file that was deleted after the build', async () => {
  const listing = await build('out')
  expect(isComplete(join(folder, 'out'))).toBe(true)
  rmSync(join(folder, 'out', `${find(listing, /\.css$/).path}`))
  expect(isComplete(join(folder, 'out'))).toBe(false)
})

async function build(out: string): Promise<Listing> {
  mkdirSync(join(folder, out), { recursive: true })
  await buildPage(folder, join(folder, out))
  expect(existsSync(join(folder, out, LISTING))).toBe(true)
  return JSON.parse(readFileSync(join(folder, out, LISTING), 'utf8')) as Listing
}

function find({ files }: Listing, path: string | RegExp): Listing['files'][number] {
  const found = files.find((file) => (typeof path === 'string' ? file.path === path : path.test(file.path)))
  if (found === undefined) {
    throw new Error(`${path} is not listed`)
  }
  return found
}

function page(script: string): string {
  return `<!doctype html><html lang="en"><head><title>R</title>${script}</head><body></body></html>`
}

function write(path: string, content: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
}
