import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JAR = process.env['STOMPBOX_JAR'] ?? fileURLToPath(new URL('../../target/stompbox.jar', import.meta.url));
const JAVA = process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java';
/** Queues by these names are full with five messages, so that a test can fill one. */
const RULES = ['--stompbox.queues[0].match=demo.small.#', '--stompbox.queues[0].max-messages=5'];
const START_WITHIN = 60_000;

/** The real jar, in its own process and its own empty directory. */
export class Server {
  readonly token = 'sb_e2e_token';
  port = 0;
  /** Whether it is left to make a token itself. */
  printsToken = false;
  /** Whether it runs long enough for the second compiler to give back what it costs. */
  compiled = false;
  /** All that it has printed. */
  printed = '';
  #process: ChildProcess | null = null;
  #directory = '';

  constructor(private readonly settings: string[] = []) {}

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** The link that signs in, as the server prints it. */
  link(hash = ''): string {
    return `${this.url}/#token=${this.token}${hash ? `&${hash}` : ''}`;
  }

  /** Starts on a free port; after a kill, on the same one again. */
  async start(): Promise<this> {
    if (!existsSync(JAR))
      throw new Error(`There is no ${JAR}. Build it with ./mvnw package, or name it: STOMPBOX_JAR=…`);
    this.#directory = mkdtempSync(join(tmpdir(), 'stompbox-e2e-'));
    const options = ['-Xmx256m', ...(this.compiled ? [] : ['-XX:TieredStopAtLevel=1'])];
    const child = spawn(JAVA, [...options, '-jar', JAR, `--server.port=${this.port}`, ...RULES, ...this.settings], {
      cwd: this.#directory,
      env: { ...process.env, ...(this.printsToken ? {} : { STOMPBOX_TOKEN: this.token }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.printed = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    this.port = await portOf(child);
    return this;
  }

  /** As a crash would: no goodbye to anyone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** As an operator would: it tells everybody that it goes. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  publish(topic: string, body: string | Uint8Array, type = 'application/json'): Promise<void> {
    return this.#post(`/api/topics/${topic}/messages`, body, type);
  }

  async enqueue(queue: string, ...bodies: string[]): Promise<void> {
    for (const body of bodies) await this.#post(`/api/queues/${queue}/messages`, body, 'text/plain');
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.url + path, { headers: { Authorization: `Bearer ${this.token}` } });
    return response.json();
  }

  /** Cuts all connections, as an operator would. */
  async cutAll(): Promise<void> {
    const { connections } = (await this.get('/api/connections')) as { connections: { id: string }[] };
    for (const { id } of connections)
      await fetch(`${this.url}/api/connections/${id}`, {
        method: 'DELETE',
        headers: { Authorization: `Bearer ${this.token}` },
      });
  }

  /** Takes back whatever signs in somebody of this name. */
  async revoke(name: string): Promise<void> {
    const response = await fetch(`${this.url}/api/revocations`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }

  async #post(path: string, body: string | Uint8Array, type: string): Promise<void> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': type },
      body: body as BodyInit,
    });
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  }

  publishAll(topic: string, bodies: string[]): Promise<void> {
    return this.#batch(bodies.map((body) => ({ topic, contentType: 'text/plain', body })));
  }

  /** One message to each of so many topics, `PREFIX.0` and so on. */
  async publishToMany(prefix: string, count: number): Promise<void> {
    for (let from = 0; from < count; from += 1000)
      await this.#batch(Array.from({ length: 1000 }, (_, i) => ({ topic: `${prefix}.${from + i}`, body: 'x' })));
  }

  async #batch(publications: object[]): Promise<void> {
    const response = await fetch(`${this.url}/api/publish`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(publications),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

/** Reads the port from the address that the server prints when it is ready. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start in time:\n${printed}`)), START_WITHIN);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = /Dashboard\s+https?:\/\/[^/\s]*:(\d+)\//.exec(printed);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => reject(new Error(`The server stopped with ${code}:\n${printed}`)));
  });
}
