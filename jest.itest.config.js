import unit from './jest.config.js';

/** The tests that need more than Node.js: a browser, a builder, root. One after another, since they share the machine. */
export default { ...unit, testMatch: ['**/*.itest.ts'], maxWorkers: 1, testTimeout: 900_000 };
