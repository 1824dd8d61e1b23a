import { TestBed } from './test-bed.ts';

// Makes, starts, stops or removes the host that is a VM of the stand-in for Multipass, in a process of its own.
// Arguments: the bed's directory, what to do, the host's name; `add`: number, disk, memory; `start`: number, memory.

const [dir = '', what, name = '', number, ...sizes] = process.argv.slice(2);

const bed = TestBed.at(dir);

/** What the guest sees of its memory: the kernel keeps a part to itself. */
async function giveMemory(bytes: number): Promise<void> {
  const total = Math.floor((bytes * 0.94) / 1024);
  const host = await bed.open(name);
  await host.overlay('/proc/meminfo', `MemTotal: ${total} kB\nMemAvailable: ${Math.floor(total * 0.9)} kB\n`);
}

switch (what) {
  case 'add':
    await bed.add({ name, number: Number(number), disk: sizes[0] ?? '' });
    await giveMemory(Number(sizes[1]));
    break;
  case 'start':
    await (await bed.open(name)).renumber(Number(number));
    await (await bed.open(name)).start();
    await giveMemory(Number(sizes[0]));
    break;
  case 'stop':
    await (await bed.open(name)).stop();
    break;
  case 'remove':
    await (await bed.open(name)).remove();
    break;
  default:
    throw new Error(`vm-host does not know ${what}`);
}
