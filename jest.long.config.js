import unit from './jest.config.js';
import integration from './jest.itest.config.js';

/** Those that take too long to run before every commit. */
export default {
  ...integration,
  testMatch: ['**/*.long.itest.ts'],
  testPathIgnorePatterns: unit.testPathIgnorePatterns,
};
