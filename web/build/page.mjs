import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { blockedByPolicy, withPageHash } from './html.mjs'

/** The content type of each kind of file that a page may have, and whether compression makes it smaller. */
const TYPES = {
  '.html': ['text/html; charset=utf-8', true],
  '.js': ['text/javascript; charset=utf-8', true],
  '.css': ['text/css; charset=utf-8', true],
  '.json': ['application/json', true],
  '.webmanifest': ['application/manifest+json', true],
  '.svg': ['image/svg+xml', true],
  '.txt': ['text/plain; charset=utf-8', true],
  '.wasm': ['application/wasm', true],
  '.png': ['image/png', false],
  '.webp': ['image/webp', false],
  '.jpg': ['image/jpeg', false],
  '.ico': ['image/x-icon', false],
  '.woff2': ['font/woff2', false],
  '.mp3': ['audio/mpeg', false],
  '.ogg': ['audio/ogg', false],
}

/** What lists the files of a page for the service that delivers them. */
export const LISTING = 'files.json'

/**
 * Builds a page with Vite: index.html, assets whose names contain the hash of their content, a service worker if the page has
 * src/sw.ts, compressed copies, and the listing.
 *
 * @param {string} root the folder of the page, with index.html and vite.config.ts
 * @param {string} out the folder to fill; what is in it is deleted
 */
export async function buildPage(root, out) {
  const vite = await import('vite')
  const built = await vite.build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: out, emptyOutDir: true },
  })
  const hashed = new Set([built].flat().flatMap((bundle) => bundle.output.map((file) => file.fileName)))
  const hash = hashOfFolder(out)
  await buildServiceWorker(vite, root, out, hash)
  writeHash(out, hash)
  const listing = { page: hash, files: [] }
  for (const path of pathsBelow(out)) {
    listing.files.push(describe(out, path, hashed.has(path) && path.startsWith('assets/')))
  }
  writeFileSync(join(out, LISTING), `${JSON.stringify(listing, null, 2)}\n`)
}

/** Returns whether a folder has a listing and all files that it names. */
export function isComplete(out) {
  if (!existsSync(join(out, LISTING))) {
    return false
  }
  const { files } = JSON.parse(readFileSync(join(out, LISTING), 'utf8'))
  return files.every(({ path, encodings }) => ['', ...encodings.map((name) => suffix(name))].every((end) => existsSync(join(out, path + end))))
}

/** A classic script in one file, so that every browser with service workers runs it. It knows what it has to cache. */
async function buildServiceWorker(vite, root, out, hash) {
  const source = join(root, 'src', 'sw.ts')
  if (!existsSync(source)) {
    return
  }
  const files = pathsBelow(out).filter((path) => path !== 'index.html')
  await vite.build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { __PAGE_HASH__: JSON.stringify(hash), __PAGE_FILES__: JSON.stringify(files) },
    build: {
      outDir: out,
      emptyOutDir: false,
      target: 'es2022',
      sourcemap: false,
      modulePreload: false,
      rollupOptions: { input: source, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  })
}

function writeHash(out, hash) {
  const file = join(out, 'index.html')
  const html = withPageHash(readFileSync(file, 'utf8'), hash)
  const findings = blockedByPolicy(html)
  if (findings.length > 0) {
    throw new Error(`the Content-Security-Policy would block in index.html: ${findings.join('; ')}`)
  }
  writeFileSync(file, html)
}

function describe(out, path, immutable) {
  const kind = TYPES[extname(path)]
  if (kind === undefined) {
    throw new Error(`${path} is of a kind that build/page.mjs does not list`)
  }
  const [type, compressible] = kind
  const content = readFileSync(join(out, path))
  return {
    path,
    type,
    sha256: createHash('sha256').update(content).digest('hex'),
    immutable,
    encodings: compressible ? compress(join(out, path), content) : [],
  }
}

/** Writes the compressed copies that are smaller, and returns the names of their encodings, the best one first. */
function compress(file, content) {
  const copies = {
    br: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
    gzip: gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
  }
  const smaller = Object.entries(copies).filter(([, copy]) => copy.length < content.length)
  for (const [encoding, copy] of smaller) {
    writeFileSync(file + suffix(encoding), copy)
  }
  return smaller.map(([encoding]) => encoding)
}

function suffix(encoding) {
  return encoding === 'gzip' ? '.gz' : `.${encoding}`
}

function hashOfFolder(out) {
  const hash = createHash('sha256')
  for (const path of pathsBelow(out)) {
    const content = readFileSync(join(out, path))
    hash.update(`${path}:${content.length}\n`)
    hash.update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Returns the paths of all files of a folder, with slashes, in alphabetical order. */
function pathsBelow(out) {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
