import { defineConfig } from 'vitest/config'

export default defineConfig({
  // A machine that builds and tests Java at the same time needs longer than the default of 5 s.
  test: { include: ['**/test/**/*.test.ts'], environment: 'happy-dom', testTimeout: 20_000 },
})
