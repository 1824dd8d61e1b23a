# Stand-in for `kubectl get`: asks the k3s of this host, or becomes the stand-in that asks the API itself. Arguments: how
# that begins, `--`, the words.
use strict;
use warnings;
use Socket;

my @other;
push @other, shift while $ARGV[0] ne '--';
shift;
my $socket;
if ($ENV{KUBECONFIG} || grep { /^--(kubeconfig|server)/ || $_ eq '' } @ARGV
    or !socket($socket, AF_UNIX, SOCK_STREAM, 0)
    or !connect($socket, pack_sockaddr_un('/run/testbed/kubectl.sock'))) {
  exec @other, @ARGV;
}
my $input = (grep { /^(-f|--filename)/ } @ARGV) ? join('', <STDIN>) : '';
$SIG{PIPE} = 'IGNORE';
my $asked = join("\0", @ARGV) . "\0\0" . $input;
while (length $asked) {
  my $sent = syswrite($socket, $asked) or last;
  substr($asked, 0, $sent) = '';
}
shutdown($socket, 1);
my $answer = do { local $/; <$socket> } // '';
if ($answer !~ /^(\d+) (\d+)\n/) {
  print STDERR "error: unexpected EOF\n";
  exit 1;
}
my ($code, $bytes, $from) = ($1, $2, $+[0]);
print substr($answer, $from, $bytes);
print STDERR substr($answer, $from + $bytes);
exit $code;
