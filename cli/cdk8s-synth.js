// Runs `cdk8s synth` for `npm run synth`. When main.ts refuses the settings, cdk8s-cli adds a stack trace of its own and
// ends with 1; here the trace is left out and the exit code of main.ts passed on.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// npm puts the programs of its packages on the PATH.
const args = process.argv.slice(2);
// The CLI lists the files of its own output folder, which is not the one that counts.
const stdout = args.length === 0 ? 'ignore' : 'inherit';
// What is said goes through here to the terminal, whose colours and width the app cannot see.
const { stderr } = process;
const env = stderr.isTTY ? { HUBWRIGHT_COLUMNS: stderr.columns, ...(stderr.hasColors() && { FORCE_COLOR: 1 }) } : {};
const child = spawn('cdk8s', ['synth', '--check-upgrade=false', ...args], {
  stdio: ['inherit', stdout, 'pipe'],
  env: { ...process.env, ...env },
});

let ofApp;
createInterface({ input: child.stderr }).on('line', (line) => {
  ofApp = /^Error: command ".*" at .* returned a non-zero exit code (\d+)$/.exec(line)?.[1] ?? ofApp;
  if (ofApp === undefined) console.error(line);
});
child.on('close', (code) => {
  process.exitCode = ofApp === undefined ? (code ?? 1) : Number(ofApp);
});
