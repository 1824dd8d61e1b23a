import { Project } from '../testbed/project.ts';
import { TestBed } from '../testbed/test-bed.ts';

/**
 * How long an `up` takes with many hosts against one: `npm run bench:up`, as root, on the hosts of the test bed. What k3s does
 * is given a fixed time on each, so that it is the order of the work that is measured and not this machine.
 */
const STARTING = 20_000;

interface Figures {
  readonly first: number;
  readonly again: number;
}

async function measure(servers: number, agents: number): Promise<Figures> {
  const bed = await TestBed.create();
  try {
    const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`);
    const hosts = await bed.addAll([...names('server', servers), ...names('agent', agents)]);
    for (const host of hosts) await host.tune({ start: STARTING });
    const [first, ...others] = hosts.map(({ name, address }) => ({ name, address, user: 'ubuntu' }));
    const project = new Project(bed.env);
    await project.settings({
      provider: 'ssh',
      servers: [first, ...others.slice(0, servers - 1)],
      agents: others.slice(servers - 1),
    });
    return { first: await seconds(project), again: await seconds(project) };
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

const two = await measure(1, 1);
const eight = await measure(1, 7);
console.log(`k3s takes ${STARTING / 1000} s to start on each host`);
console.log(`1 server, 1 agent    from nothing ${show(two.first)}   again ${show(two.again)}`);
console.log(`1 server, 7 agents   from nothing ${show(eight.first)}   again ${show(eight.again)}`);
console.log(`ratio                from nothing ${(eight.first / two.first).toFixed(2).padStart(8)}`);
