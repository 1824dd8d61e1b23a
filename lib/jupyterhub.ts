import { Duration } from 'cdk8s';
import type { Namespace } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { names } from '../platform/names.ts';
import { type ChartSource, HelmRelease } from './helm-release.ts';
import type { SecretValues } from './secret-values.ts';

/** What a {@link JupyterHub} is made from. */
export interface JupyterHubProps {
  /** The namespace that the release goes into. */
  readonly namespace: Namespace;
  readonly source: ChartSource;
  readonly values: ChartValues;
  /**
   * Values that win over `values`, later ones over earlier ones, and are read by the controller alone.
   *
   * @default - there are none
   */
  readonly secretValues?: SecretValues | readonly SecretValues[];
  /**
   * How long a single operation of Helm may take. The hook that pulls images ahead of an upgrade pulls several.
   *
   * @default Duration.minutes(20)
   */
  readonly timeout?: Duration;
}

/** The hub: the release of Zero to JupyterHub. */
export class JupyterHub extends HelmRelease {
  constructor(scope: Construct, id: string, props: JupyterHubProps) {
    super(scope, id, {
      ...props,
      name: names.release,
      timeout: props.timeout ?? Duration.minutes(20),
      keep: true,
    });
  }
}
