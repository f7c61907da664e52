const TAG = /<(!--[\s\S]*?--|[a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi
const PAGE_META = /<meta\s+name="roomtone-page"[^>]*>/i

/**
 * Returns what the Content-Security-Policy of the pages would block in a page: scripts and styles that stand in it, handlers
 * in attributes, addresses that run a script, and another base.
 *
 * @param {string} html
 * @returns {string[]} one line for each finding
 */
export function blockedByPolicy(html) {
  const findings = []
  for (const [tag, name, attributes] of html.matchAll(TAG)) {
    const element = name.toLowerCase()
    const names = attributes.replaceAll(/"[^"]*"|'[^']*'/g, '""')
    if (element === 'script' && !/\ssrc\s*=/i.test(names)) {
      findings.push(`a script that stands in the page: ${tag}`)
    }
    if (element === 'style') {
      findings.push(`a style that stands in the page: ${tag}`)
    }
    if (element === 'base') {
      findings.push(`another base: ${tag}`)
    }
    if (!element.startsWith('!--') && /\s(style|on[a-z]+)\s*=/i.test(names)) {
      findings.push(`a style or a handler in an attribute: ${tag}`)
    }
    if (/=\s*["']?\s*javascript:/i.test(attributes)) {
      findings.push(`an address that runs a script: ${tag}`)
    }
  }
  return findings
}

/**
 * Writes the hash of the page into `<meta name="roomtone-page">`, which is added when the page has none.
 *
 * @param {string} html
 * @param {string} hash
 */
export function withPageHash(html, hash) {
  const meta = `<meta name="roomtone-page" content="${hash}">`
  if (PAGE_META.test(html)) {
    return html.replace(PAGE_META, meta)
  }
  if (!/<head[^>]*>/i.test(html)) {
    throw new Error('the page has no <head>')
  }
  return html.replace(/<head[^>]*>/i, (head) => `${head}\n    ${meta}`)
}
