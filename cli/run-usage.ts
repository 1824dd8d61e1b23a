import { askServer } from '../operate/ask-server.ts';
import { askUsage, askUsageCsv } from '../operate/usage/ask-usage.ts';
import { usageTable } from '../operate/usage/usage-table.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print, printData, widthOf } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { knownCluster } from './known-cluster.ts';
import type { UsageOptions } from './usage-command.ts';

/** Runs `hubwright usage`. */
export async function runUsage({ json, csv, ...days }: UsageOptions): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  if (!platform.hub.usage.enabled) {
    throw new UserError('the hub does not count usage: hub.usage.enabled is false', {
      fix: 'Remove it, and run `npx hubwright up`.',
    });
  }
  const cluster = await knownCluster(platform, {
    fix: 'Run `npx hubwright up`. Who used what in a preview is on its own page Usage.',
  });
  const question = { ...days, namespace: platform.hub.namespace };
  await interruptible(
    async (signal) => {
      const all = { ...cluster, signal };
      if (csv) {
        const text = await askServer(all, (server) => askUsageCsv(server, question, signal));
        return printData(text.trimEnd());
      }
      const report = await askServer(all, (server) => askUsage(server, question, signal));
      if (json) return printData(JSON.stringify(report, undefined, 2));
      print(usageTable(report, widthOf(process.stdout)));
      if (days.from !== undefined && days.from < report.oldest) note(`The hub has counted since ${report.oldest}.`);
    },
    { hosts: cluster.hosts },
  );
}
