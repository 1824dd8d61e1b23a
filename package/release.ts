import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASES, thisRelease } from '../init/releases.ts';
import { releasedChangelog } from '../init/update/changelog.ts';

/* Run by `npm version`, which has set the version and commits afterwards: records what is released. */

const root = join(import.meta.dirname, '..');
const changelog = join(root, 'CHANGELOG.md');
const release = thisRelease();
const [day = ''] = new Date().toISOString().split('T');

const text = releasedChangelog(readFileSync(changelog, 'utf8'), release.version, day);
writeFileSync(join(root, 'init/releases.json'), `${JSON.stringify([...RELEASES, release], undefined, 2)}\n`);
writeFileSync(changelog, text);
