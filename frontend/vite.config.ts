import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.STOMPBOX_URL ?? 'http://localhost:8080';
const proxied = { target: server, ws: true };

/** Puts a .br and a .gz beside each script and style sheet, which the server gives to who takes them. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const file = join(dir, fileName);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  // Relative, so that the page works behind any path prefix without being built again.
  base: './',
  plugins: [svelte(), precompressed()],
  build: {
    outDir: process.env.STOMPBOX_OUT ?? 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // A data: font would need font-src data: in the content security policy.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  server: { proxy: { '/ws': proxied, '/sockjs': proxied, '/echo': proxied, '/api': proxied, '/actuator': proxied } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
