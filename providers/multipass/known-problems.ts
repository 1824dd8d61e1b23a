import type { KnownProblem } from '../../system/known-problem.ts';

/** What is known to go wrong with Multipass. */
export const knownProblems: readonly KnownProblem[] = [
  {
    sign: /cannot connect to the multipass socket/,
    message: 'the Multipass service is not running, or is just starting',
    fix: 'Start it: `sudo snap start multipass`. `snap logs multipass` shows why it stops.',
  },
  {
    sign: /multipass socket access denied|client is not authenticated/,
    message: 'your user may not use the Multipass service',
    fix: 'Join the group that owns /var/snap/multipass/common/multipass_socket (mostly sudo), or use `multipass authenticate`.',
  },
  {
    sign: /ensure that Multipass can read it|home directories outside of \/home|cannot open path of the current working directory/,
    message: 'Multipass is a snap, and a snap sees no hidden folder, no /tmp and no home outside of /home',
    fix: 'Move this project to a folder in your home that is not hidden, and run the same command there.',
  },
  {
    sign: /failed to determine IP address|IP not available|timed out waiting for response|in an unknown state/,
    message: 'the VM got no address: a VPN or a firewall on this machine blocks the Multipass network',
    fix: 'Allow DHCP and DNS on the Multipass bridge, then `multipass stop --force NAME`.',
  },
  {
    sign: /timed out waiting for initialization to complete|Timed out waiting for instance (launch|to start)/,
    message: 'the VM is slow: this machine has too little memory or CPU time left for it',
    fix: 'Make the VMs smaller or fewer in `cluster`, or close other programs.',
  },
  {
    sign: /KVM (support|extensions)|\/dev\/kvm/,
    message: 'this machine cannot run VMs: virtualization is disabled in its firmware, or it is a VM itself',
    fix: 'Enable virtualization there, or use `provider: local` or `provider: ssh`.',
  },
  {
    sign: /Unable to find an image matching|failed to download from/i,
    message: 'Multipass cannot fetch the image of Ubuntu from the internet',
    fix: 'Check that `multipass find` lists 24.04 and that a proxy is set for it: `sudo snap set system proxy.https=…`.',
  },
];
