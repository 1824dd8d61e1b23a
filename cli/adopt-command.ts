import { Command, InvalidArgumentError } from 'commander';
import { FINGERPRINT } from '../operate/adopt/host-keys.ts';
import { helpText } from '../system/fit.ts';
import { collect } from './collect.ts';

/** `hubwright adopt`: a cluster that runs, and that this folder does not know. */
export function adoptCommand(): Command {
  return new Command('adopt')
    .option('--host-key <fingerprint>', 'a key that a host may have, SHA256:…; can be given several times', fingerprint)
    .option('--yes', 'trust the keys that the hosts show, without a prompt')
    .addHelpText(
      'after',
      helpText(`
For another operator, or after the laptop with .hubwright/ was lost. It needs the project of the cluster (platform.yaml and
the rest) and a login on its hosts; nothing on them is changed. The keys of hosts that this folder does not know yet are
shown. Compare them with what this prints on each host, or with what another operator's .hubwright/CLUSTER/known_hosts has:
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

Examples:
  npx hubwright adopt
  npx hubwright adopt --host-key SHA256:… --host-key SHA256:…      in a script`),
    )
    .action(async (options: AdoptWords) => {
      const { runAdopt } = await import('./run-adopt.ts');
      await runAdopt(options);
    });
}

/** The options as they are given. */
export interface AdoptWords {
  readonly hostKey?: readonly string[];
  readonly yes?: true;
}

function fingerprint(value: string, earlier?: readonly string[]): readonly string[] {
  if (!FINGERPRINT.test(value)) throw new InvalidArgumentError('Write it as SSH prints it: SHA256: and 43 characters.');
  return collect(value, earlier);
}
