import { differences } from '@roomtone/shared/messages'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import de from '../src/messages/de.json'
import en from '../src/messages/en.json'

const sources = join(import.meta.dirname, '../src')

describe('the messages', () => {
  it('are complete in both languages', () => {
    expect(differences(en, de)).toEqual([])
  })

  it('are all used, and all that are used exist', () => {
    const code = readdirSync(sources).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(sources, name), 'utf8')).join('\n')
    const literal = new Set([...code.matchAll(/'([a-z]+(?:[.-][a-z-]+)+)'/g)].map((match) => match[1]))
    const composed = ['problem.', 'status.contact.', 'status.output.', 'state.', 'note.']
    const unused = Object.keys(en).filter((key) => !literal.has(key) && !code.includes(`'${key}'`) && !composed.some((start) => key.startsWith(start)))
    expect(unused).toEqual([])
  })

  it('name each problem', () => {
    const codes = [...readFileSync(join(sources, 'problems.ts'), 'utf8').matchAll(/'([a-z-]+)'/g)].map((match) => `problem.${match[1]}`)
    expect(codes.length).toBeGreaterThan(10)
    expect(codes.filter((key) => !(key in en))).toEqual([])
  })
})
