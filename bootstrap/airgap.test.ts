import { expect, test } from '@jest/globals';
import { folderWith } from '../settings/testing.ts';
import { sha256 } from '../system/sha256.ts';
import { readAirgap } from './airgap.ts';

const RELEASE = {
  'install.sh': '#!/bin/sh\n',
  'install.sh.sha256sum': `${sha256('#!/bin/sh\n')}  install.sh\n`,
  k3s: 'binary',
  'k3s-airgap-images-amd64.tar.zst': 'images',
  'sha256sum-amd64.txt': `${sha256('images')}  k3s-airgap-images-amd64.tar.zst\n${sha256('binary')}  k3s\n${sha256('x')}  k3s-airgap-images-amd64.tar\n`,
};

test('a whole release, with further images beside it', async () => {
  const folder = folderWith({ ...RELEASE, 'hub.tar': 'more', 'k3s-airgap-images-arm64.tar.zst': 'other' });
  const airgap = await readAirgap(folder, ['amd64'], false);
  expect(airgap.binary('amd64')).toMatchObject({ file: `${folder}/k3s`, bytes: 6 });
  expect(airgap.images('amd64').map(({ file }) => file)).toEqual([
    `${folder}/hub.tar`,
    `${folder}/k3s-airgap-images-amd64.tar.zst`,
  ]);
});

test('everything that is missing or damaged is reported at once', async () => {
  const folder = folderWith({
    ...RELEASE,
    k3s: 'half',
    'install.sh': '#!/bin/bash\n',
    'restic_0.18.1_linux_amd64.bz2': 'x',
  });
  const reading = readAirgap(folder, ['amd64', 'arm64'], true);
  await expect(reading).rejects.toThrow(
    [
      `cluster.airgap: ${folder}:`,
      `  install.sh is damaged or from another release: sha256 ${sha256('#!/bin/bash\n')}, expected ${sha256('#!/bin/sh\n')}`,
      `  k3s is damaged or from another release: sha256 ${sha256('half')}, expected ${sha256('binary')}`,
      '  k3s-arm64 is missing',
      '  sha256sum-arm64.txt is missing',
      '  k3s-airgap-images-arm64.tar.zst is missing',
      '  restic_0.18.1_linux_amd64.bz2 is damaged or another file: sha256 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881, expected 680838f19d67151adba227e1570cdd8af12c19cf1735783ed1ba928bc41f363d',
      '  restic_0.18.1_linux_arm64.bz2 is missing, which `backup` needs',
    ].join('\n'),
  );
});

test('a list of checksums that leaves out what it is for', async () => {
  const folder = folderWith({
    ...RELEASE,
    'sha256sum-amd64.txt': `${sha256('images')}  k3s-airgap-images-amd64.tar.zst\n`,
  });
  await expect(readAirgap(folder, ['amd64'], false)).rejects.toThrow('sha256sum-amd64.txt does not list k3s');
});
