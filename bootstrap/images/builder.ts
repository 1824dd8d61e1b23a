import { CommandError, type Run } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';

/** The programs that can build an image, in the order in which they are tried. */
export const BUILDERS = ['docker', 'podman', 'buildah'] as const;

export type BuilderName = (typeof BUILDERS)[number];

/** Commands that only work where the whole builder does, and what their failure means. */
const PROBES: Record<BuilderName, readonly { readonly args: readonly string[]; readonly failure: string }[]> = {
  docker: [
    { args: ['version', '--format', '{{.Server.Version}}'], failure: 'the client is installed, but no engine answers' },
    { args: ['buildx', 'version'], failure: 'its plugin buildx is missing' },
  ],
  podman: [{ args: ['info', '--format', '{{.Version.Version}}'], failure: 'it does not work' }],
  buildah: [{ args: ['info'], failure: 'it does not work' }],
};

/** The first builder that works, or the one asked for if that works. */
export async function findBuilder(run: Run, asked?: BuilderName): Promise<BuilderName> {
  const reasons: string[] = [];
  for (const name of asked === undefined ? BUILDERS : [asked]) {
    const reason = await whyNot(run, name);
    if (reason === undefined) return name;
    reasons.push(`  ${name}: ${reason}`);
  }
  const what = asked === undefined ? 'no program to build images works on this machine' : `${asked} cannot build here`;
  throw new UserError(`${what}:\n${reasons.join('\n')}`, {
    fix: 'Start Docker, or install one of them: `apt-get install podman` on Debian and Ubuntu, Docker Desktop or `brew install podman && podman machine init --now` on a Mac.',
  });
}

/** Undefined if the builder works. */
async function whyNot(run: Run, name: BuilderName): Promise<string | undefined> {
  for (const { args, failure } of PROBES[name]) {
    try {
      await run(name, args, { timeout: 30_000 });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.reason === 'missing') return 'not installed';
      const answer = error.reason === 'exit' ? error.lastLines.at(-1)?.trim() : 'no answer in 30 seconds';
      return answer === undefined ? failure : `${failure} (${answer})`;
    }
  }
  return undefined;
}
