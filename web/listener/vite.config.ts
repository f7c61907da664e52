import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: { outDir: 'target/page', emptyOutDir: true, target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
})
