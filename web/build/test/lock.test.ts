// @vitest-environment node
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from '../lock.mjs'

const module = resolve(import.meta.dirname, '../lock.mjs')
let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-lock-'))
  file = join(folder, 'lock')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Runs a process that notes in a file when it has the lock and when it is about to give it back. */
function worker(notes: string): Promise<number | null> {
  const script = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(module)}
    for (let round = 0; round < 5; round++) {
      await withLock(${JSON.stringify(file)}, async () => {
        appendFileSync(${JSON.stringify(notes)}, process.pid + ' begins\\n')
        await new Promise((done) => setTimeout(done, 20))
        appendFileSync(${JSON.stringify(notes)}, process.pid + ' ends\\n')
      })
    }`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
  return new Promise((done) => child.on('exit', done))
}

it('lets one process after the other work, also when one before them was killed', async () => {
  const notes = join(folder, 'notes')
  writeFileSync(file, String(endedProcess()))
  expect(await Promise.all([worker(notes), worker(notes), worker(notes)])).toEqual([0, 0, 0])
  const lines = readFileSync(notes, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(30)
  for (let i = 0; i < lines.length; i += 2) {
    expect(lines[i + 1]).toBe(lines[i]?.replace('begins', 'ends'))
  }
  expect(existsSync(file)).toBe(false)
}, 30_000)

it('gives the lock back when the work fails', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
  expect(existsSync(file)).toBe(false)
})

function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}
