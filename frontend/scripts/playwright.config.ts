import base from '../playwright.config';

/** Runs that are no tests: they take pictures and measure. `npm run pictures`, `npm run measure`. */
export default {
  ...base,
  testDir: '.',
  timeout: 900_000,
  retries: 0,
  reporter: 'list',
  outputDir: '../test-results/scripts',
};
