import { describe, expect, it } from '@jest/globals';
import { forDisplay } from '../../system/exec.ts';
import { type ImageBuild, outdatedTars, planImageBuild, tarPath } from './build-plan.ts';

const build: ImageBuild = {
  image: {
    name: 'data-science',
    folder: 'image/data-science',
    files: [],
    base: 'quay.io/jupyter/minimal-notebook:2026-08-10',
    bases: ['quay.io/jupyter/minimal-notebook:2026-08-10'],
    labels: new Map(),
    args: { EDITOR: 'nano' },
    digest: '0123456789abcdef',
    reference: 'registry.hubwright.internal/data-science:0123456789abcdef',
  },
  architecture: 'amd64',
  tars: '/project/.hubwright/images',
};

const lines = (change: Partial<ImageBuild> = {}, builder: Parameters<typeof planImageBuild>[1] = 'podman') =>
  planImageBuild({ ...build, ...change }, builder).map(({ command, args }) => forDisplay(command, args));

describe('the commands', () => {
  const options =
    '--platform linux/amd64 --file context/Dockerfile --build-arg BASE=quay.io/jupyter/minimal-notebook:2026-08-10 --build-arg EDITOR=nano --label org.opencontainers.image.title=data-science --label org.opencontainers.image.version=0123456789abcdef --label org.opencontainers.image.base.name=quay.io/jupyter/minimal-notebook:2026-08-10 --tag registry.hubwright.internal/data-science:0123456789abcdef context';

  it('of docker', () => {
    expect(lines({}, 'docker')).toEqual([
      `docker buildx build --load --progress plain ${options}`,
      'docker save --output image.tar registry.hubwright.internal/data-science:0123456789abcdef',
    ]);
  });

  it('of podman', () => {
    expect(lines({}, 'podman')).toEqual([
      `podman build --format docker --no-cache ${options}`,
      'podman save --format docker-archive --output image.tar registry.hubwright.internal/data-science:0123456789abcdef',
    ]);
  });

  it('of buildah', () => {
    expect(lines({}, 'buildah')).toEqual([
      `buildah build --format docker --no-cache ${options}`,
      'buildah push registry.hubwright.internal/data-science:0123456789abcdef docker-archive:image.tar:registry.hubwright.internal/data-science:0123456789abcdef',
    ]);
  });

  it('leave the title to the Dockerfile that has one', () => {
    const labels = new Map([['org.opencontainers.image.title', 'Data science']]);
    expect(lines({ image: { ...build.image, labels } })[0]).not.toContain('image.title');
  });

  it('build for the nodes’ architecture', () => {
    expect(lines({ architecture: 'arm64' })[0]).toContain('--platform linux/arm64 ');
  });

  it('pass a package index and certificates as secrets, by file', () => {
    expect(lines({ pipConfig: '/etc/pip.conf', caCertificates: '/etc/ca.pem' })[0]).toContain(
      '--secret id=pip.conf,src=/etc/pip.conf --secret id=ca.crt,src=/etc/ca.pem --tag',
    );
  });

  it("pass the company's certificates from the scratch folder, unless others are given", () => {
    expect(lines({ authorities: 'PEM' })[0]).toContain('--secret id=ca.crt,src=ca.crt --tag');
    expect(lines({ authorities: 'PEM', caCertificates: '/etc/ca.pem' })[0]).toContain(
      '--secret id=ca.crt,src=/etc/ca.pem --tag',
    );
  });

  it('label the image with where it comes from', () => {
    expect(lines({ labels: { 'org.opencontainers.image.revision': 'abc' } })[0]).toContain(
      '--label org.opencontainers.image.revision=abc --tag',
    );
  });

  it('name no base where the Dockerfile takes none', () => {
    expect(lines({ image: { ...build.image, base: undefined, args: {} } })[0]).not.toMatch(/build-arg|base/);
  });
});

it('a tar is named by image, tag and architecture', () => {
  expect(tarPath(build)).toBe('/project/.hubwright/images/data-science-0123456789abcdef-amd64.tar');
});

it('of earlier tars the last is kept, and those of other images and architectures are left alone', () => {
  const tar = (digit: string, name = 'data-science', architecture = 'amd64') =>
    `${name}-${digit.repeat(16)}-${architecture}.tar`;
  const current = `data-science-${build.image.digest}-amd64.tar`;
  const others = [tar('a', 'data'), tar('b', 'data-science-gpu'), tar('c', 'data-science', 'arm64'), 'building-1-a'];
  const family = { name: 'data-science', architecture: 'amd64', inUse: [build.image.digest] } as const;
  expect(outdatedTars(family, [current, ...others, tar('3'), tar('2'), tar('1')])).toEqual([tar('2'), tar('1')]);
  expect(outdatedTars(family, [...others, tar('3')])).toEqual([]);
  const both = { ...family, inUse: [build.image.digest, '1'.repeat(16)] };
  expect(outdatedTars(both, [current, tar('3'), tar('2'), tar('1')])).toEqual([tar('2')]);
});
