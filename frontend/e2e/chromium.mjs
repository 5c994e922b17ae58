// Finds the browser for the tests: $CHROMIUM, then the PATH, then Debian's own package.
// It never skips: without a browser it stops and says what to type. `node e2e/chromium.mjs` prints what it finds.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALL = ['install', '-y', '--no-install-recommends', 'chromium'];

/** The browser to start: a name on the PATH, or a path. */
export function findChromium() {
  const chosen = process.env.CHROMIUM;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`CHROMIUM=${chosen} does not start. Set it to a Chromium or Chrome, or unset it.`);
  }
  const found = NAMES.find(starts) ?? install();
  if (found) return found;
  throw new Error(
    'The browser tests need Chromium or Chrome. Install one with' +
      `\n\n    sudo apt-get update && sudo apt-get ${INSTALL.join(' ')}\n\n` +
      'or your system\'s own command, or name one: CHROMIUM=/path/to/chrome ./mvnw verify',
  );
}

/** Ubuntu's `chromium-browser` may be a stub that only asks for the snap, so being there is not enough. */
function starts(browser) {
  return spawnSync(browser, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Debian and Ubuntu, as root or with a sudo that does not ask. */
function install() {
  if (!existsSync('/etc/debian_version')) return undefined;
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  console.error(`No Chromium on the PATH: apt-get ${INSTALL.join(' ')}`);
  const installed = aptGet(root, ['update']) && aptGet(root, INSTALL);
  return installed ? NAMES.find(starts) : undefined;
}

/** Standard output carries the answer, so apt's own goes to standard error; another apt-get is waited for. */
function aptGet(root, args) {
  const command = [
    ...(root ? [] : ['sudo', '-n']),
    ...['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'],
    ...args,
  ];
  return spawnSync(command[0], command.slice(1), { stdio: ['ignore', 2, 2] }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(findChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
