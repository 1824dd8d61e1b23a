import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ContextFile, type ImageInputs, imageDigest, imageReference } from './image-tag.ts';

const file = (path: string, content: string, executable = false): ContextFile => ({
  path,
  executable,
  content: Buffer.from(content),
});

const inputs: ImageInputs = {
  files: [file('Dockerfile', 'FROM scratch'), file('run.sh', 'true', true)],
  base: 'quay.io/jupyter/minimal-notebook:2026-08-10',
  args: { EDITOR: 'nano' },
};

describe('imageDigest', () => {
  it('never changes for the same inputs: nodes would load every image again', () => {
    expect(imageDigest(inputs)).toBe('59551c1e9f638444');
  });

  it('does not depend on the order of files and arguments', () => {
    const args = { A: '1', B: '2' };
    const one = imageDigest({ ...inputs, args });
    const two = imageDigest({ ...inputs, files: [...inputs.files].reverse(), args: { B: '2', A: '1' } });
    expect(two).toBe(one);
  });

  const changes: Record<string, ImageInputs> = {
    'a byte': { ...inputs, files: [file('Dockerfile', 'FROM scratcH'), file('run.sh', 'true', true)] },
    'an executable bit': { ...inputs, files: [file('Dockerfile', 'FROM scratch'), file('run.sh', 'true')] },
    'a file added': { ...inputs, files: [...inputs.files, file('empty', '')] },
    'a file renamed': { ...inputs, files: [file('Dockerfile', 'FROM scratch'), file('start.sh', 'true', true)] },
    'a file removed': { ...inputs, files: inputs.files.slice(0, 1) },
    'another base': { ...inputs, base: 'quay.io/jupyter/minimal-notebook:2026-08-17' },
    'no base': { ...inputs, base: undefined },
    'an empty base': { ...inputs, base: '' },
    'an argument changed': { ...inputs, args: { EDITOR: 'vim' } },
    'an argument added': { ...inputs, args: { EDITOR: 'nano', LANG: 'C' } },
    'no argument': { ...inputs, args: {} },
  };

  it.each(Object.keys(changes))('differs for %s', (name) => {
    expect(imageDigest(changes[name] as ImageInputs)).not.toBe(imageDigest(inputs));
  });

  it('gives each of these changes its own digest', () => {
    const digests = Object.values(changes).map(imageDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('keeps apart what only borders on each other, whatever the bytes', () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', '1', ':', '-', '\0') });
    const cuts = fc.array(fc.nat(12), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(text, cuts, cuts, (all, one, two) => {
        const [a, b] = [cut(all, one), cut(all, two)];
        expect(imageDigest(inputsOf(a)) === imageDigest(inputsOf(b))).toBe(a.join('|') === b.join('|'));
      }),
      { numRuns: 3000 },
    );
  });
});

/** Seven pieces which joined are `all`. */
function cut(all: string, at: readonly number[]): string[] {
  const ends = [...at].sort((a, b) => a - b);
  return [...ends, all.length].map((end, i) => all.slice(ends[i - 1] ?? 0, end));
}

function inputsOf([base, argument = '', value = '', ...files]: readonly string[]): ImageInputs {
  const [path1 = '', content1 = '', path2 = '', content2 = ''] = files;
  // The paths stay in this order and apart, as those in a folder do.
  return { base, args: { [argument]: value }, files: [file(`A${path1}`, content1), file(`B${path2}`, content2)] };
}

it('imageReference names the registry that no node can reach, so that the image on the node is used', () => {
  expect(imageReference('data-science', '0123456789abcdef')).toBe(
    'registry.hubwright.internal/data-science:0123456789abcdef',
  );
});
