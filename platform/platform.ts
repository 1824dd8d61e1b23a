import type { ImageSettings } from './schema/choices.ts';
import type { Settings, Users } from './schema/platform.ts';
import type { Secrets } from './secrets.ts';

/** An image of the spawn form with the reference that nodes run. */
export type PlatformImage = ImageSettings & {
  /** `registry.example.com/name:tag`; of a built image, with the digest of its folder as tag. */
  readonly reference: string;
  /** What the spawn form says is in it: `Python 3.13`, `pandas 3.0`. */
  readonly contents: readonly string[];
};

/** The hub with what is known of its image. */
export type PlatformHub = Settings['hub'] & {
  /** What nodes run; undefined: the chart's own image. */
  readonly reference: string | undefined;
  /** The release of JupyterHub in it; undefined where only a running hub could tell. */
  readonly jupyterhub: string | undefined;
};

/** A file that the hub's container gets. */
export interface HubFile {
  /** Path below `/opt/hubwright`: `hubwright/setup.py`. */
  readonly path: string;
  readonly content: string;
}

/** The files of `hub.pages`. */
export interface PageFiles {
  readonly logo?: {
    /** `logo.png`: the browser learns from it what it is. */
    readonly name: string;
    readonly base64: string;
  };
  /** Texts by file name: `page.html`. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Everything that a synth needs, read and checked once; code that has one re-checks nothing. */
export type Platform = Omit<Settings, 'images' | 'hub'> & {
  readonly hub: PlatformHub;
  readonly images: readonly PlatformImage[];
  /** The users of users.yaml by name; empty where another authenticator keeps them. */
  readonly users: Users;
  readonly secrets: Secrets;
  /** The certificates of `certificateAuthority` as PEM, without anything between them. */
  readonly authorities: string | undefined;
  /** What is in `servers.files`, in base64, by their paths in servers. */
  readonly serverFiles: Readonly<Record<string, string>>;
  /** The code that runs in the hub. */
  readonly hubFiles: readonly HubFile[];
  /** The extension of JupyterLab that is in every server, by paths in its folder. */
  readonly labExtension: readonly HubFile[];
  /** What `hub.pages` adds to the hub. */
  readonly pageFiles: PageFiles;
  /** The embedded chart in base64, where `hub.chart.file` names one. */
  readonly chartArchive: string | undefined;
};
