const { execFileSync } = require('node:child_process');

// What a change does to the manifests is reviewed here, a snapshot for each file of dist/; secrets are masked.
const printed = execFileSync('npx', ['hubwright', 'synth', '--print'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
const [, ...parts] = printed.split(/^# dist\/(\S+)\n/m);

for (let i = 0; i < parts.length; i += 2) {
  test(parts[i], () => expect(parts[i + 1]).toMatchSnapshot());
}
