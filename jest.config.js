/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // A ceiling, not a measure: a busy machine is slow.
  testTimeout: 600_000,
  // They share nothing and wait for nothing: all processors.
  maxWorkers: '100%',
  // Each file leaves its modules in memory, and what is large is slow to collect and to fork.
  workerIdleMemoryLimit: '400MB',
  globalSetup: '<rootDir>/jest.setup.js',
  roots: ['<rootDir>'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/build/', '/\\.hubwright/', '/imports/'],
  modulePathIgnorePatterns: ['/dist/', '/build/', '/\\.hubwright/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
};
