import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders that contain nothing written by hand. */
const GENERATED = new Set(['node_modules', 'target', 'generated'])

/** The lock file of builds, in the folder that it protects. */
export const LOCK_FILE = '.build-lock'

/**
 * Returns the files below a folder that may decide what a build writes, in alphabetical order.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) {
    return []
  }
  const files = []
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory() && !GENERATED.has(entry.name)) {
      files.push(...filesBelow(join(path, entry.name)))
    } else if (entry.isFile() && !entry.name.startsWith(LOCK_FILE)) {
      files.push(join(path, entry.name))
    }
  }
  return files.sort()
}

/**
 * Returns the SHA-256, as hex, of texts and of files with their names. The same input in the same order gives the same hash.
 *
 * @param {string} root names count from here, so that a moved checkout keeps its hash
 * @param {string[]} files
 * @param {string[]} texts
 */
export function hashOf(root, files, texts = []) {
  const hash = createHash('sha256')
  for (const text of texts) {
    hash.update(`${text.length}:${text}\n`)
  }
  for (const file of files) {
    const content = readFileSync(file)
    hash.update(`${file.slice(root.length)}:${content.length}\n`)
    hash.update(content)
  }
  return hash.digest('hex')
}
