import { defineConfig, type UserConfigFnObject } from 'vite'

/** Where a page is served, and by which service. */
export interface Place {
  /** The path of the page; it starts and ends with a slash. */
  mount: `/${string}`
  /** The address of the service that answers the calls of the page while `vite` serves its files. */
  service: string
  /** Whether the page has views at paths below its own: then it names its files by absolute paths. */
  deepPaths?: boolean
}

/**
 * Returns the configuration that all pages share. Files are neither inlined nor mapped to their sources, because the
 * Content-Security-Policy of a page allows its own files only.
 */
export function page({ mount, service, deepPaths = false }: Place): UserConfigFnObject {
  return defineConfig(({ command }) => ({
    base: command === 'serve' || deepPaths ? mount : './',
    build: {
      target: 'es2022',
      sourcemap: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { proxy: { '/api': service, [`${mount}config.json`]: service } },
  }))
}
