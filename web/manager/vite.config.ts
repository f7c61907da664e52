import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: {
    outDir: 'target/pages',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { admin: 'admin/index.html', player: 'player/index.html' } },
  },
})
