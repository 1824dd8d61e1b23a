import unit from './jest.config.js';

/** The tests that need more than Node.js: a browser, an SSH server, root. They mostly wait, and share nothing but the machine. */
export default {
  ...unit,
  testMatch: ['**/*.itest.ts'],
  testPathIgnorePatterns: [...unit.testPathIgnorePatterns, '\\.long\\.itest\\.ts$'],
  testSequencer: './jest.itest.sequencer.js',
  maxWorkers: 4,
  // A ceiling, not a measure: a busy machine is slow.
  testTimeout: 1_800_000,
};
