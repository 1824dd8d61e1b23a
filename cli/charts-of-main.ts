import type { Build } from './synthesize.ts';

/** What main.ts builds, charts of one's own included, without writing it. */
export async function chartsOfMain(): Promise<Build> {
  const { takeBuild } = await import('./synthesize.ts');
  const taken = new Promise<Build>((resolve) => takeBuild(resolve));
  await import('../main.ts');
  return taken;
}
