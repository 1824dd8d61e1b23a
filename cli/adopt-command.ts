import { Command, InvalidArgumentError } from 'commander';
import { FINGERPRINT } from '../operate/adopt/host-keys.ts';
import { helpText } from '../system/fit.ts';
import { UserError } from '../system/user-error.ts';
import { breakLockOption, type PlannedWords } from './changing.ts';
import { collect } from './collect.ts';

/** `hubwright adopt`: a cluster that runs, and that this folder does not know. */
export function adoptCommand(): Command {
  return new Command('adopt')
    .option('--host-key <fingerprint>', 'a key that a host may have, SHA256:…; can be given several times', fingerprint)
    .option('--yes', 'trust the keys that the hosts show, and take over, without a prompt')
    .option('--take-over', 'make a k3s that something else has set up a cluster of Hubwright')
    .option('--dry-run', 'with --take-over, show what would be done, and change nothing')
    .addOption(breakLockOption())
    .addHelpText(
      'after',
      helpText(`
For another operator, or after the laptop with .hubwright/ was lost. It needs the project of the cluster (platform.yaml and
the rest) and a login on its hosts; nothing on them is changed. The keys of hosts that this folder does not know yet are
shown. Compare them with what this prints on each host, or with what another operator's .hubwright/CLUSTER/known_hosts has:
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

Examples:
  npx hubwright adopt
  npx hubwright adopt --host-key SHA256:… --host-key SHA256:…      in a script
  npx hubwright adopt --take-over --dry-run                        a k3s that k3s-ansible, say, has set up`),
    )
    .action(async (options: AdoptWords) => {
      if (options.takeOver) return (await import('./run-take-over.ts')).runTakeOver(options);
      const alone = options.dryRun ? '--dry-run' : options.breakLock ? '--break-lock' : undefined;
      if (alone !== undefined)
        throw new UserError(`${alone} is for --take-over; without it, adopt changes no host`, { exitCode: 2 });
      const { runAdopt } = await import('./run-adopt.ts');
      await runAdopt(options);
    });
}

/** The options as they are given. */
export interface AdoptWords extends PlannedWords {
  readonly takeOver?: true;
  readonly hostKey?: readonly string[];
}

function fingerprint(value: string, earlier?: readonly string[]): readonly string[] {
  if (!FINGERPRINT.test(value)) throw new InvalidArgumentError('Write it as SSH prints it: SHA256: and 43 characters.');
  return collect(value, earlier);
}
