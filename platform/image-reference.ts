/*
 * What a reference may look like.
 *
 * Source: github.com/distribution/reference, regexp.go, which the kubelet, containerd and all builders use.
 */
const LABEL = '[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?';
const REGISTRY = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?`;
const PART = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
/** The pattern of a name, with its registry if it has one. */
export const IMAGE_NAME = `(?:${REGISTRY}/)?${PART}(?:/${PART})*`;
/** The pattern of a tag. */
export const IMAGE_TAG = '\\w[\\w.-]{0,127}';
const REFERENCE = new RegExp(`^(${IMAGE_NAME})(?::(${IMAGE_TAG}))?(?:@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}))?$`);
const LONGEST_NAME = 255;

/** The parts of an image reference. */
export interface ImageReference {
  /** With its registry if it names one: `quay.io/jupyter/minimal-notebook`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Reads an image reference; undefined when it is not one. */
export function parseReference(text: string): ImageReference | undefined {
  const [, name, tag, digest] = (text.length < 600 && REFERENCE.exec(text)) || [];
  return name === undefined || name.length > LONGEST_NAME ? undefined : { name, tag, digest };
}

/** Whether a reference may be another image tomorrow: it has no digest, and no tag or the tag `latest`. */
export function isFloating(reference: string): boolean {
  const found = parseReference(reference);
  return found !== undefined && found.digest === undefined && (found.tag ?? 'latest') === 'latest';
}

/** A reference with a tag or a digest: no tag means `latest`. */
export function withTag(reference: string): string {
  const found = parseReference(reference);
  return found !== undefined && found.tag === undefined && found.digest === undefined
    ? `${reference}:latest`
    : reference;
}

/** An image reference as the chart takes it: the part after its last colon is the tag, also that of a digest. */
export function splitReference(reference: string): { name: string; tag: string } {
  const whole = withTag(reference);
  const colon = whole.lastIndexOf(':');
  return { name: whole.slice(0, colon), tag: whole.slice(colon + 1) };
}

/** When a node may pull an image. */
export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;

export function isPullPolicy(value: unknown): boolean {
  return PULL_POLICIES.some((it) => it === value);
}

/** Whether an image is the sample of the chart, of any version. */
export function isSample(reference: string): boolean {
  return /(^|\/)k8s-singleuser-sample[:@]/.test(reference);
}

/** When a node pulls an image: at each start if it may change, so that all nodes run the same; otherwise once. */
export function pullPolicy(reference: string): 'Always' | 'IfNotPresent' {
  return isFloating(reference) ? 'Always' : 'IfNotPresent';
}
