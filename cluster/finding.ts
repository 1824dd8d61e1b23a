/** Something about the hosts that a person should know before anything is changed. */
export interface Finding {
  /** `error`: nothing is begun before it is fixed. */
  readonly severity: 'error' | 'warning';
  /** The nodes concerned. */
  readonly hosts: string;
  readonly message: string;
  /** What happens if a warning is left so; an error keeps `up` from beginning. */
  readonly cost?: string;
  readonly fix: string;
  /** Whether it concerns only who installs or starts k3s on these hosts. @default false */
  readonly isOfSetup?: boolean;
}

/** What is found on one host. */
export type Judged = Omit<Finding, 'hosts'>;

export const error = (message: string, fix: string): Judged => ({ severity: 'error', message, fix });

export const warning = (message: string, fix: string, cost: string): Judged => ({
  severity: 'warning',
  message,
  fix,
  cost,
});

/** Bytes as a person reads them. */
export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
