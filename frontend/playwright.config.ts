import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.mjs';

/** The runner wants a path, where a shell would take a name. */
function pathOf(command: string): string {
  if (isAbsolute(command)) return command;
  const places = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, command));
  return places.find((place) => existsSync(place)) ?? command;
}

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Of a busy machine: a test that starts a server of its own takes half of it.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // One server and one browser at a time: latencies and reconnects are part of what is tested.
  workers: 1,
  forbidOnly: true,
  // A timing of the machine's may break one of a hundred; what passes only then is told as flaky, and why.
  retries: 1,
  reporter: [['list'], ['./e2e/complaints.ts']],
  use: {
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: pathOf(findChromium()),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
      ],
    },
  },
});
