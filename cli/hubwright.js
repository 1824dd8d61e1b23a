#!/usr/bin/env node
// In the JavaScript of old, so that a Node.js that is too old can read it and say so. As `engines` in package.json.
var version = process.versions.node.split('.').map(Number);
var isEnough = version[0] > 22 || (version[0] === 22 && version[1] >= 9) || (version[0] === 20 && version[1] >= 18);

if (isEnough) import('./load.js');
else {
  console.error(
    'Hubwright needs Node.js 20.18, 22.9 or newer; this is ' +
      process.versions.node +
      '. Get it from https://nodejs.org/en/download, or with nvm: `nvm install 22`.',
  );
  process.exitCode = 2;
}
