import { versions } from '../platform/versions.ts';
import { Project } from '../testbed/project.ts';
import { TestBed } from '../testbed/test-bed.ts';
import { earlierPatch } from '../testbed/whole-life/earlier-patch.ts';

/**
 * How long an `up` takes with many agents against one, from nothing and when it upgrades k3s: `npm run bench:up`, as root, on the
 * hosts of the test bed. What k3s does is given a fixed time on each, so that it is the order of the work that is measured and
 * not this machine.
 */
const STARTING = 20_000;

/** Seconds of each `up`. */
interface Figures {
  readonly first: number;
  readonly again: number;
  readonly upgrade: number;
}

async function measure(servers: number, agents: number): Promise<Figures> {
  const bed = await TestBed.create();
  try {
    const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`);
    const hosts = await bed.addAll([...names('server', servers), ...names('agent', agents)]);
    for (const host of hosts) await host.tune({ start: STARTING });
    const [first, ...others] = hosts.map(({ name, address }) => ({ name, address, user: 'ubuntu' }));
    const project = new Project(bed.env);
    const settings = (k3sVersion: string) =>
      project.settings({
        provider: 'ssh',
        k3sVersion,
        servers: [first, ...others.slice(0, servers - 1)],
        agents: others.slice(servers - 1),
      });
    await settings(earlierPatch(versions.k3s));
    const [made, again] = [await seconds(project), await seconds(project)];
    await settings(versions.k3s);
    return { first: made, again, upgrade: await seconds(project) };
  } finally {
    await bed.destroy();
  }
}

async function seconds(project: Project): Promise<number> {
  const { code, output, milliseconds } = await project.hubwright('up');
  if (code !== 0) throw new Error(output);
  return milliseconds / 1000;
}

const show = (seconds: number) => `${seconds.toFixed(1)} s`.padStart(8);

const [one, eight] = [await measure(1, 1), await measure(1, 8)];
console.log(
  `k3s takes ${STARTING / 1000} s to start on each host; servers are upgraded one at a time, agents three at a time`,
);
console.log(`1 agent    from nothing ${show(one.first)}   again ${show(one.again)}   upgraded ${show(one.upgrade)}`);
console.log(
  `8 agents   from nothing ${show(eight.first)}   again ${show(eight.again)}   upgraded ${show(eight.upgrade)}`,
);
const ratio = (of: keyof Figures) => (eight[of] / one[of]).toFixed(2).padStart(8);
console.log(`ratio      from nothing ${ratio('first')}                    upgraded ${ratio('upgrade')}`);
