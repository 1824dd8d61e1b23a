import { imagesInManifests } from './list-images.ts';
import { documentsIn, type ManifestTexts } from './manifest-objects.ts';
import { otherReleases, type Release } from './releases.ts';

/** The images of the manifests: those of containers of any kind of object, and those declared of a release. */
export function imagesOfMain(manifests: ManifestTexts): string[] {
  const parts = [...manifests.values()]
    .flatMap((text) => documentsIn(text))
    // Values of a chart may look like containers, and are not all that is in it.
    .filter((part) => /ontainers["']?:/.test(part) && !/^kind: *["']?HelmChart(Config)?["']?\s*$/m.test(part));
  return [...parts.flatMap(imagesInManifests), ...otherReleases(manifests).flatMap(({ images }) => images ?? [])];
}

/** The releases whose images are not declared, and how to find them, a sentence each. */
export function undeclaredImages(manifests: ManifestTexts): string[] {
  return otherReleases(manifests)
    .filter(({ images }) => images === undefined)
    .map(
      (it) =>
        `not in the list: the images of the release ${it.id}; find them with \`${template(it)} | grep image:\` and its values, and declare them as \`images\` of its HelmRelease`,
    );
}

function template({ name, targetNamespace, chart, repository, version }: Release): string {
  return [
    `helm template ${name} ${chart ?? 'ARCHIVE.tgz'}`,
    ...(repository === undefined ? [] : [`--repo ${repository}`]),
    ...(version === undefined ? [] : [`--version ${version}`]),
    `--namespace ${targetNamespace}`,
  ].join(' ');
}
