import { readConfig } from '@roomtone/shared/config'
import { describe, expect, it, vi } from 'vitest'
import { loadPanelConfig, PageFreshness } from '../src/page'
import { MemoryStore } from './world'

const JSON_CONFIG = { supabase_url: 'http://auth.test', publishable_key: 'k', languages: ['en'], dimensions: ['a', 'b', 'c', 'd', 'e'], links: {}, page: 'new' }

function freshness(unsaved: boolean, built = 'old') {
  const session = new MemoryStore()
  const reload = vi.fn()
  const tell = vi.fn()
  return { reload, tell, it: new PageFreshness({ built, session, unsaved: () => unsaved, reload, tell }) }
}

describe('a page that is older than the service', () => {
  it('loads itself anew once', () => {
    const { it: page, reload, tell } = freshness(false)
    expect(page.compare(readConfig(JSON_CONFIG))).toBe(true)
    expect(page.compare(readConfig(JSON_CONFIG))).toBe(false)
    expect(reload).toHaveBeenCalledTimes(1)
    expect(tell).toHaveBeenCalledTimes(1)
  })

  it('only says so while something is unsaved', () => {
    const { it: page, reload, tell } = freshness(true)
    expect(page.compare(readConfig(JSON_CONFIG))).toBe(false)
    expect(reload).not.toHaveBeenCalled()
    expect(tell).toHaveBeenCalledTimes(1)
  })

  it('stays when it is the newest', () => {
    const { it: page, reload, tell } = freshness(false, 'new')
    expect(page.compare(readConfig(JSON_CONFIG))).toBe(false)
    expect([reload.mock.calls, tell.mock.calls]).toEqual([[], []])
  })
})

describe('the configuration', () => {
  it('names the brain when the service does', async () => {
    const answer = (json: object) => loadPanelConfig(() => Promise.resolve(Response.json(json)))
    expect((await answer(JSON_CONFIG)).listenerUrl).toBeNull()
    expect((await answer({ ...JSON_CONFIG, listener_url: 'https://brain.test/' })).listenerUrl).toBe('https://brain.test')
    expect((await answer({ ...JSON_CONFIG, listener_url: 'javascript:alert(1)' })).listenerUrl).toBeNull()
  })

  it('is asked for beside the panel, whatever view is open', async () => {
    const fetcher = vi.fn(() => Promise.resolve(Response.json(JSON_CONFIG)))
    await loadPanelConfig(fetcher)
    expect(fetcher).toHaveBeenCalledWith('/admin/config.json', expect.anything())
  })
})
