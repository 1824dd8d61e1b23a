import * as z from 'zod';
import { expected } from './scalars.ts';

/*
 * What Kubernetes accepts as the name of an object, and as the key and the value of a label.
 *
 * Source: k8s.io/apimachinery, pkg/util/validation: IsDNS1123Subdomain, IsDNS1123Label, IsQualifiedName,
 * IsValidLabelValue. The lookaheads come first, so that a long text fails at once.
 */
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(?:\\.${LABEL})*`;
const NAME = '[A-Za-z0-9](?:[-\\w.]*[A-Za-z0-9])?';

/** The patterns of what Kubernetes accepts, for whole texts. */
export const patterns = {
  /** RFC 1123 label: of a namespace, a volume, a container. */
  label: `(?=.{1,63}$)${LABEL}`,
  /** RFC 1123 subdomain: of most objects. */
  subdomain: (longest = 253) => `(?=.{1,${longest}}$)${SUBDOMAIN}`,
  labelValue: `(?:(?=.{1,63}$)${NAME})?`,
} as const;

const inQuotes = (value: unknown) => (['number', 'boolean'].includes(typeof value) ? 'put it in quotes' : undefined);

const text = (pattern: string, what: string) =>
  z.string(expected(what, inQuotes)).regex(new RegExp(`^${pattern}$`), expected(what));

/** The name of an object of most kinds, such as a Secret, a claim, a StorageClass or a node: `longhorn.v2`. */
export const objectName = (longest = 253) =>
  text(
    patterns.subdomain(longest),
    `a name of lower-case letters, digits, "-" and ".", at most ${longest} characters, with a letter or digit at both ends`,
  );

/** The name of a namespace, which has no dots. */
export const namespaceName = () =>
  text(
    patterns.label,
    'a name of lower-case letters, digits and "-", at most 63 characters, with a letter or digit at both ends',
  );

/** The key of a label, of a taint or of a toleration: `gpu`, `example.com/gpu`. */
export const labelKey = () =>
  text(
    `(?=.{1,317}$)(?:(?=[^/]{1,253}/)${SUBDOMAIN}/)?(?=[^/]{1,63}$)${NAME}`,
    'a key such as gpu or example.com/gpu: letters, digits, "-", "_" and ".", at most 63, after an optional lower-case domain',
  );

/** The value of a label, of a taint or of a toleration. */
export const labelValue = () =>
  text(
    patterns.labelValue,
    'text of letters, digits, "-", "_" and ".", at most 63 characters, with a letter or digit at both ends',
  );

/** Annotations: their keys are those of labels, their values any text. */
export const annotationMapping = () => z.record(labelKey(), z.string(expected('text', inQuotes)));

/** Labels, as a node has them and as a node selector asks for them. */
export const labelMapping = () => z.record(labelKey(), labelValue());
