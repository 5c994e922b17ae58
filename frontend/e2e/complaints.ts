import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends the run with a line for each attempt that failed: what is last is what a shortened log still has. */
export default class Complaints implements Reporter {
  #lines: string[] = [];

  onTestEnd(test: TestCase, { status, retry, error }: TestResult): void {
    if (status === test.expectedStatus || status === 'skipped') return;
    const { file, line } = test.location;
    const said = (error?.message ?? status).replaceAll(/\x1b\[[\d;]*m|\s+/g, ' ').slice(0, 400);
    const place = `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
    this.#lines.push(`${retry > 0 ? 'again ' : ''}failed: ${place} ${test.title}: ${said}`);
  }

  onEnd(): void {
    for (const line of this.#lines) console.log(line);
  }
}
