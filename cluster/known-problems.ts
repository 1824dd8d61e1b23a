import { PROVIDERS } from '../providers/providers.ts';
import { type KnownProblem, knownProblemIn } from '../system/known-problem.ts';

/** Of k3s and of the hosts. */
const OF_K3S: readonly KnownProblem[] = [
  {
    sign: /encrypted with different token/,
    message: "the host's datastore was created with a different token from the one in this cluster's folder",
    fix: 'If `npx hubwright token rotate` has not finished, run it again: it needs /etc/rancher/k3s/hubwright-token-before on the first server. Else run `npx hubwright adopt`, which gets the token from a server, or restore the file `token` of the cluster folder in .hubwright/ from the machine that created the cluster.',
    isFinal: true,
  },
  {
    sign: /CA hash does not match|token is not valid|invalid token format|not authorized/,
    message: 'the server does not accept the token: it was reinstalled, or belongs to another cluster',
    fix: 'Remove k3s from the host that is not of this cluster with its k3s-uninstall.sh or k3s-agent-uninstall.sh.',
    isFinal: true,
  },
  {
    sign: /is (a )?not a member of the etcd cluster/,
    message: 'its address has changed since it joined, or the server was removed; etcd knows members by their address',
    fix: 'Give it its old address back. If its machine is gone for good: `npx hubwright down --node NAME --forget`.',
    isFinal: true,
  },
  {
    sign: /Node password rejected/,
    message: 'the cluster knows another host under this name: it was reinstalled, or two hosts share one name',
    fix: 'If it was reinstalled, forget the old one on the first server: `k3s kubectl delete node NAME`.',
    isFinal: true,
  },
  {
    sign: /unable to select an IP from default routes/,
    message: 'the host has no default route, from which k3s takes its address',
    fix: 'Give it one, or set `nodeIp` and `interface` of the host in platform.yaml.',
    isFinal: true,
  },
  {
    sign: /flag provided but not defined/,
    message: 'k3s does not know a setting in /etc/rancher/k3s/config.yaml or config.yaml.d',
    fix: 'Remove what was added there by hand, or check that `cluster.k3sVersion` is a release that knows it.',
    isFinal: true,
  },
  {
    sign: /address already in use/,
    message: 'another program on the host uses a port that k3s needs',
    fix: 'Find it with `ss -ltnp` on the host, and stop it.',
    isFinal: true,
  },
  {
    sign: /configured to not run on a host using cgroup v1/,
    message: 'the host has cgroups v1, with which this Kubernetes does not run',
    fix: 'Add `systemd.unified_cgroup_hierarchy=1` to its kernel command line and restart it, or use a newer system.',
    isFinal: true,
  },
  {
    sign: /failed to find memory cgroup|cgroup.*(not enabled|disabled)/i,
    message: "the host's kernel starts without the memory controller",
    fix: 'Add `cgroup_memory=1 cgroup_enable=memory` to its kernel command line and restart it.',
    isFinal: true,
  },
  {
    sign: /certificate has expired or is not yet valid/,
    message: 'a certificate of k3s has ended, or the clocks of the hosts differ',
    fix: 'See which with `npx hubwright doctor`: `npx hubwright up` renews certificates, `timedatectl set-ntp true` corrects clocks.',
  },
  {
    sign: /\b127\.0\.0\.1:6443\b.*refused/,
    message: 'the Kubernetes API does not answer: k3s does not run on this server, or is just starting',
    fix: 'See what k3s says: `sudo journalctl -u k3s` on the host. `npx hubwright up` starts one that was stopped.',
  },
  {
    sign: /:6443\b.*(refused|timed? ?out|no route|unreachable)|Failed to validate connection to cluster|(ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH).*:6443/i,
    message: 'the host cannot reach port 6443 of the first server',
    fix: 'Open ports 6443/tcp, 8472/udp and 10250/tcp between the hosts. With `provider: ssh`, check `nodeIp` of hosts that have several networks.',
  },
  {
    sign: /No space left on device|disk quota exceeded/i,
    message: "the host's disk is full",
    fix: 'Free space on it.',
    isFinal: true,
  },
];

/** Of programs that get something from the internet: k3s itself logs words like theirs about other things. */
const OF_DOWNLOADS: readonly KnownProblem[] = [
  {
    sign: /neither curl nor wget is installed/,
    message: 'the host has no program to download with',
    fix: 'Install curl on it, `apt-get install curl`. Without internet there is `cluster.airgap`, which needs none.',
  },
  {
    sign: /is not the installer of k3s: sha256/,
    message: 'something between the host and the internet answers instead of the server',
    fix: 'See what it serves (often the login page of a proxy), and set `cluster.proxy`, or use `cluster.airgap`.',
  },
  {
    sign: /curl: \((5|97)\)|Could not resolve proxy|unable to resolve proxy/i,
    message: 'the proxy is not found, or refuses the connection',
    fix: 'Correct the address in `cluster.proxy`; the host has to resolve it.',
  },
  {
    sign: /\b407\b|Proxy Authentication Required|CONNECT tunnel failed/i,
    message: 'the proxy refuses the login',
    fix: 'Set `username` and `password` of `cluster.proxy`; whether hosts may reach github.com through it is up to its owner.',
  },
  {
    sign: /curl: \((60|77)\)|SSL certificate problem|cannot verify .*certificate|not trusted/i,
    message: 'the host does not trust the certificate: its clock is wrong, or a proxy intercepts TLS',
    fix: "Set its clock, `date -u`, or add your company's certificate authority to it: a file in /usr/local/share/ca-certificates, then `update-ca-certificates`.",
  },
  {
    sign: /curl: \((35|56)\)|TLS connect error|SSL_connect|Unable to establish SSL/i,
    message: 'the TLS connection was cut off, often by a firewall that inspects it',
    fix: 'Let the host reach github.com and raw.githubusercontent.com, or set `cluster.proxy`.',
  },
  {
    sign: /error: 404|ERROR 404|HTTP\/\S+ 404/,
    message: 'this k3s release does not exist',
    fix: 'Set `cluster.k3sVersion` to one of https://github.com/k3s-io/k3s/releases.',
  },
  {
    sign: /error: 403|ERROR 403|error: 451|ERROR 451/,
    message: 'a proxy or a firewall forbids the address',
    fix: 'Have github.com, raw.githubusercontent.com and release-assets.githubusercontent.com allowed, or use `cluster.airgap`.',
  },
  {
    sign: /curl: \(6\)|Could not resolve host|unable to resolve host address/,
    message: 'the host cannot resolve names on the internet',
    fix: 'Give it a name server (`resolvectl status` shows which it has), or set `cluster.proxy` or `cluster.airgap`; see docs/airgap.md.',
  },
  {
    sign: /curl: \((7|28)\)|Failed to connect to|(?<!port \d+: )Connection timed out(?! during banner exchange)|connect timeout|curl: \(\d+\)/i,
    message: 'the host cannot reach the internet to download k3s',
    fix: 'Connect the host, set `cluster.proxy`, or set `cluster.airgap` to a folder that holds k3s; see docs/airgap.md.',
  },
];

const OF_CLUSTER: readonly KnownProblem[] = [
  {
    sign: /waiting for \S+ to import .* from its tar/,
    message: 'k3s has not imported the tar of an image: it is damaged, or the disk is full',
    fix: 'Delete the tar in /var/lib/rancher/k3s/agent/images on that node: it is then sent again.',
  },
  {
    sign: /another operation \(install\/upgrade\/rollback\) is in progress/,
    message: 'an earlier Helm run was interrupted and left its lock',
    fix: 'Roll back with `helm rollback jupyterhub`, or delete the newest Secret sh.helm.release.v1.jupyterhub.*.',
  },
  {
    sign: /Apply failed with \d+ conflicts?: conflicts? with/,
    message: 'a field of that object was changed by the program in quotation marks, and Helm does not overwrite it',
    fix: 'Revert the field with the same program; what should stay belongs in `hub.values`.',
  },
  {
    sign: /ImagePullBackOff|ErrImagePull/,
    message: 'a node cannot pull this image: its name is wrong, or the registry is unreachable or requires a login',
    fix: 'Without internet `cluster.airgap` has to hold the images of k3s; for a login there is `registry.credentials`.',
  },
  {
    sign: /failed (pre|post)-install|(pre|post)-(install|upgrade) hooks? failed/,
    message: 'a hook of the chart did not finish in time, usually because a node cannot pull an image',
    fix: 'See which pod is not running: `k3s kubectl get pods -A` on the first server.',
  },
  {
    sign: /nodes are available: .*Insufficient (cpu|memory)/,
    message: 'no node has room for this pod',
    fix: 'Add a node, make the nodes larger, or stop idle servers.',
  },
  {
    sign: /(INSTALLATION|UPGRADE) FAILED/,
    message: 'Helm refuses the chart or its values, or cannot fetch it',
    fix: 'Fix what the log says in platform.yaml (`hub.values`, `hub.chart`).',
  },
];

/** How lines of k3s's own log begin. */
const LOGGED = /^(?:time="|[EWIF]\d{4} )/;

/** The first known problem of which a text shows the sign. */
export function knownProblem(text: string): KnownProblem | undefined {
  const others = text.split('\n').filter((line) => !LOGGED.test(line));
  return (
    knownProblemIn(text, [...Object.values(PROVIDERS).flatMap((it) => it.knownProblems), ...OF_K3S]) ??
    knownProblemIn(others.join('\n'), OF_DOWNLOADS) ??
    knownProblemIn(text, OF_CLUSTER)
  );
}
