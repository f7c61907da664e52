import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 200
const SILENCE_MS = 5_000

/**
 * Runs an action while no other process that uses the same lock file runs one.
 *
 * The file contains the number of the process that holds the lock. A lock whose process has ended is taken over.
 *
 * @template T
 * @param {string} file the lock file; its folder exists
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(file, action) {
  const begun = Date.now()
  let told = false
  while (!take(file)) {
    if (!told && Date.now() - begun > SILENCE_MS) {
      told = true
      console.log(`Waiting for another build of the pages (process ${holder(file)})`)
    }
    await sleep(PAUSE_MS)
  }
  try {
    return await action()
  } finally {
    rmSync(file, { force: true })
  }
}

/** Returns whether this process holds the lock now. */
function take(file) {
  const own = `${file}.${process.pid}`
  // Linked, not written in place, so that nobody reads a lock file without its number.
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error
    }
    removeIfAbandoned(file, own)
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

function removeIfAbandoned(file, own) {
  if (!isAbandoned(file)) {
    return
  }
  const aside = `${own}.aside`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (error.code === 'ENOENT') {
      return // another process was quicker
    }
    throw error
  }
  // Another process may have taken over the abandoned lock just before: then this one is not abandoned and goes back.
  if (!isAbandoned(aside)) {
    linkSync(aside, file)
  }
  rmSync(aside, { force: true })
}

function isAbandoned(file) {
  const pid = holder(file)
  if (pid === null) {
    return false
  }
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Returns the process that holds a lock, or null when the file is gone. */
function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
