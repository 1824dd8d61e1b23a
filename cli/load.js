import { existsSync } from 'node:fs';

// The package has it compiled.
const isSource = existsSync(new URL('start.js', import.meta.url));
await import(isSource ? './start.js' : '../build/cli/start.js');
