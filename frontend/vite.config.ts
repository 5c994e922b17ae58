import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.STOMPBOX_URL ?? 'http://localhost:8080';
const proxied = { target: server, ws: true };

export default defineConfig({
  // Relative, so that the page works behind any path prefix without being built again.
  base: './',
  plugins: [svelte()],
  build: {
    outDir: process.env.STOMPBOX_OUT ?? 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // A data: font would need font-src data: in the content security policy.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  server: { proxy: { '/ws': proxied, '/echo': proxied, '/api': proxied, '/actuator': proxied } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
