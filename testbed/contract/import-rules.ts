import { afterEach, describe, expect, test } from '@jest/globals';
import { IMAGE_FOLDER } from '../../bootstrap/images/ship-plan.ts';
import { until } from '../until.ts';
import { type ContractCluster, NAME } from './cluster.ts';
import { mayRestart } from './server.ts';

const ARCHIVE = `${IMAGE_FOLDER}/${NAME}.tar`;
const IMAGE = `registry.example/${NAME}:1`;

/** Makes an archive with an image of one empty layer. Arguments: its path, the image. */
const MAKE = `set -eu
mkdir -p "$(dirname "$1")"
work=$(mktemp -d -p /tmp)
cd "$work"
head -c 10240 /dev/zero >layer.tar
layer=$(sha256sum <layer.tar | cut -c1-64)
printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$layer" >config
config=$(sha256sum <config | cut -c1-64)
mv config "$config.json"
printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$config" "$2" >manifest.json
tar --format=ustar -cf "$1.part" manifest.json "$config.json" layer.tar
mv "$1.part" "$1"
rm -r "$work"`;

/** What a server does with archives of images when it starts. */
export function importRules(of: () => ContractCluster): void {
  (mayRestart ? describe : describe.skip)('archives of images', () => {
    const logOfThisRun = async () => {
      const id = (await of().host.exec(['systemctl', 'show', '--property=InvocationID', '--value', 'k3s'])).stdout;
      return (await of().host.exec(['journalctl', '--no-pager', `_SYSTEMD_INVOCATION_ID=${id}`])).stdout;
    };
    const untilImported = () =>
      until(async () => {
        const lines = (await logOfThisRun()).split('\n').filter((it) => it.includes(ARCHIVE));
        const [begun = '', ended = ''] = lines.slice(-2);
        return (
          begun.includes(`msg="Importing images from ${ARCHIVE}"`) &&
          ended.includes(`msg="Imported images from ${ARCHIVE} in `)
        );
      });
    afterEach(async () => {
      await of().host.exec(['rm', '-f', ARCHIVE]);
    });

    test('are in a log that tells of the newest lines since a moment, the last one first', async () => {
      await of().host.exec(['sh', '-c', MAKE, 'make', ARCHIVE, IMAGE]);
      await untilImported();
      const journal = ['journalctl', '--no-pager', '--output=cat', '-u', 'k3s', '--since=@1', '--reverse', '-n'];
      const [all, few] = await Promise.all(
        ['100000', '40'].map(async (n) => (await of().host.exec([...journal, n])).stdout.split('\n')),
      );
      const about = (lines: readonly string[] = []) => lines.filter((it) => it.includes(`images from ${ARCHIVE}`));
      expect(about(all).slice(0, 2)).toEqual([
        expect.stringContaining('msg="Imported images'),
        expect.stringContaining('msg="Importing images'),
      ]);
      expect(few?.length).toBeLessThanOrEqual(40);
      expect(few?.some((line) => all?.slice(0, 400).includes(line))).toBe(true);
    });

    test('are imported when they appear, and at each start; the log says which one, before and after', async () => {
      await of().host.exec(['sh', '-c', MAKE, 'make', ARCHIVE, IMAGE]);
      await untilImported();
      const inspect = ['k3s', 'crictl', 'inspecti', '-q', IMAGE];
      await until(async () => (await of().host.exec(inspect, { allow: [1] })).exitCode === 0);
      await of().host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
      await untilImported();
    });
  });
}
