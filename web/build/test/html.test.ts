// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { blockedByPolicy, withPageHash } from '../html.mjs'

describe('the check of a built page', () => {
  it.each([
    ['<script>start()</script>', 'a script that stands in the page: <script>'],
    ['<script type="module">start()</script>', 'a script that stands in the page: <script type="module">'],
    ['<SCRIPT data-src="a.js">start()</SCRIPT>', 'a script that stands in the page: <SCRIPT data-src="a.js">'],
    ['<script title=" src=">start()</script>', 'a script that stands in the page: <script title=" src=">'],
    ['<style>p {}</style>', 'a style that stands in the page: <style>'],
    ['<p style="color: red">', 'a style or a handler in an attribute: <p style="color: red">'],
    ['<img src="a.png" onload="start()">', 'a style or a handler in an attribute: <img src="a.png" onload="start()">'],
    ['<a href=" javascript:start()">', 'an address that runs a script: <a href=" javascript:start()">'],
    ['<base href="/">', 'another base: <base href="/">'],
  ])('refuses %s', (html, finding) => {
    expect(blockedByPolicy(`<head></head><body>${html}</body>`)).toEqual([finding])
  })

  it('takes files of the page, and words that look like attributes', () => {
    const html = `<!-- style="x" --><meta name="description" content="in style = yes, onload=never">
      <link rel="stylesheet" href="./a.css"><script type="module" src="./a.js"></script>`
    expect(blockedByPolicy(html)).toEqual([])
  })
})

describe('the hash of a page', () => {
  it('is added to a page without one', () => {
    expect(withPageHash('<head lang="en"><title>R</title></head>', 'abc')).toContain('<meta name="roomtone-page" content="abc">')
  })

  it('replaces the one that the page has', () => {
    expect(withPageHash('<head><meta name="roomtone-page" content="dev"></head>', 'abc')).toBe(
      '<head><meta name="roomtone-page" content="abc"></head>',
    )
  })

  it('needs a head', () => {
    expect(() => withPageHash('<p>', 'abc')).toThrow('no <head>')
  })
})
