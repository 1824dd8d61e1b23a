/**
 * Every version that Hubwright pins, in one place. After a change here run `npm run import` and `npm run test:chart`.
 * Those that belong together (the chart and what its hub image contains) change together.
 */
export const versions = {
  /** The Helm chart `jupyterhub` (Zero to JupyterHub). */
  chart: '4.4.0',
  /** The versions of Kubernetes that it supports: `kubeVersion` in its Chart.yaml. */
  kubernetesOfChart: '>=1.28.0-0',
  /** JupyterHub in `image/hub`; the notebook image pins the same. */
  jupyterhub: '5.5.4',
  /** JupyterHub in the chart's own hub image. */
  jupyterhubOfChart: '5.5.0',
  /** KubeSpawner in the chart's hub image. */
  kubespawner: '7.0.0',
  /** configurable-http-proxy in the chart's proxy image. */
  configurableHttpProxy: '5.2.0',
  /** The k3s release on every node. */
  k3s: 'v1.36.5+k3s1',
  /** The Kubernetes version that the chart is rendered for in tests. */
  kubernetes: '1.36.0',
  /** NVIDIA's device plugin, on nodes with GPUs. */
  devicePlugin: 'v0.20.0',
  /** restic, on nodes that back up. */
  restic: '0.18.1',
  /** The helm-controller whose HelmChart CRD the types come from. */
  helmController: 'v0.17.7',
  /** Release of Ubuntu in VMs, as Multipass calls it: a number, since `lts` moves. */
  ubuntu: '24.04',
} as const;

/** The major versions of JupyterHub that the code of `hub/` is for and tested with. */
export const jupyterhubMajors: readonly number[] = [5, 6];

/** Where Helm finds the chart `jupyterhub`. */
export const chartRepository = 'https://hub.jupyter.org/helm-chart/';

/** NVIDIA's device plugin; its control daemon of MPS is in the same image. */
export const devicePluginImage = `nvcr.io/nvidia/k8s-device-plugin:${versions.devicePlugin}`;

/** The hub's image of the chart, which the one in `image/hub` builds on. */
export const chartHubImage = `quay.io/jupyterhub/k8s-hub:${versions.chart}`;

/** The image that *minimal* is, and that the image in `image/` builds on. */
export const baseImage = 'quay.io/jupyter/minimal-notebook:2026-08-10';

/**
 * k3s's installer as it is at a commit of its own repository, for every release: what get.k3s.io serves can change at any time.
 * The sum is that of the `install.sh.sha256sum` beside it.
 */
export const k3sInstaller = {
  url: 'https://raw.githubusercontent.com/k3s-io/k3s/2d0f82fa2f933cd227fe38e1482558ce4769f464/install.sh',
  sha256: 'ed01f89fd977bf20ac1516bbebf8370bf3ddbaa55dac8aba610956a4c78cc00b',
} as const;

/**
 * restic as its project releases it; distributions have older ones.
 *
 * Source of the sums: SHA256SUMS of the release.
 */
export const resticRelease = {
  version: versions.restic,
  /** The one program in an archive of bzip2, for `amd64` or `arm64`. */
  archive: (architecture: string) => {
    const file = `restic_${versions.restic}_linux_${architecture}.bz2`;
    const url = `https://github.com/restic/restic/releases/download/v${versions.restic}/${file}`;
    return { file, url, sha256: RESTIC_SUMS[architecture] ?? '' };
  },
} as const;

const RESTIC_SUMS: Readonly<Record<string, string>> = {
  amd64: '680838f19d67151adba227e1570cdd8af12c19cf1735783ed1ba928bc41f363d',
  arm64: '87f53fddde38764095e9c058a3b31834052c37e5826d2acf34e18923c006bd45',
};
