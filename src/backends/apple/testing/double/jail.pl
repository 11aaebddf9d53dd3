#!/usr/bin/perl
# What "plain" needs of the kernel and no program of Debian does in one process: be the first process of a sandbox, or join
# one, give up what is not to be had, and become the command. Perl, because every Debian has it, and because it is in memory
# before the root is changed. Words: KEY=VALUE, then `--`, then the command.
use strict;
use warnings;
use Fcntl;
use POSIX ();

my %number = (POSIX::uname())[4] eq 'aarch64' ? (setns => 268, prctl => 167) : (setns => 308, prctl => 157);
my ($mode, @words) = @ARGV;
my (%one, %many);
while (@words && (my $word = shift @words) ne '--') {
  my ($key, $value) = split /=/, $word, 2;
  $one{$key} = $value;
  push @{ $many{$key} }, $value;
}

# The last word about a command that cannot run: `start` hears it, or `ok`, on descriptor 3, `exec` on stderr.
my $status;
if ($mode eq 'init') {
  open $status, '>&=', 3 or die;
  fcntl $status, F_SETFD, FD_CLOEXEC or die;
}

sub give_up {
  my ($code, $text) = @_;
  print { $status // *STDERR } "double: $text\n";
  close $status if $status;
  POSIX::_exit($code);
}

sub join_cgroups {
  for my $folder (@{ $many{cgroup} // [] }) {
    open my $file, '>', "$folder/cgroup.procs" or next;
    print $file "0\n";
  }
}

sub find_account {
  my ($name, $group) = split /:/, $one{user}, 2;
  my @account;
  if (open my $file, '<', '/etc/passwd') {
    while (<$file>) { chomp; my @entry = split /:/; @account = @entry if $entry[0] eq $name || ($name =~ /^\d+$/ && $entry[2] eq $name) && !@account }
  }
  give_up(126, "no user $name") if !@account && $name !~ /^\d+$/;
  return ($account[2] // $name, $group // $account[3] // $name, $account[5] // '/');
}

# `cap`: the numbers of those that are kept; what is not in the bounding set is gone with the next exec.
sub become {
  POSIX::setsid() unless $one{terminal};
  my ($uid, $gid, $home) = find_account();
  my %kept = map { $_ => 1 } @{ $many{cap} // [] };
  for my $cap (0 .. 40) { syscall $number{prctl}, 24, $cap, 0, 0, 0 unless $kept{$cap} }
  $) = "$gid $gid";
  POSIX::setgid($gid);
  POSIX::setuid($uid);
  %ENV = map { split /=/, $_, 2 } @{ $many{env} // [] };
  $ENV{PATH} //= '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  $ENV{HOME} //= $home;
  $ENV{TERM} //= 'xterm' if $one{terminal};
  my $at = '';
  for my $part (split m{/}, $one{workdir}) { $at .= "$part/"; mkdir $at }
  chdir $one{workdir} or give_up(126, "cannot enter $one{workdir}: $!");
  umask 022;
  $SIG{$_} = 'DEFAULT' for qw(TERM INT HUP QUIT USR1 USR2 PIPE CHLD);
  { no warnings; exec { $words[0] } @words }
  give_up($!{ENOENT} ? 127 : 126, ($!{ENOENT} ? 'not found: ' : "cannot execute ($!): ") . $words[0]);
}

sub to_code { my ($state) = @_; return $state & 127 ? 128 + ($state & 127) : $state >> 8 }

sub bring_loopback_up {
  socket my $socket, 2, 2, 0 or return;
  my $request = pack 'Z16 s x22', 'lo', 0x41;
  ioctl $socket, 0x8914, $request;
}

if ($mode eq 'init') {
  join_cgroups();
  # The proc of the machine still: it names us as the machine does.
  open my $file, '>', $one{pidfile} or give_up(1, "pid file: $!");
  print $file readlink '/proc/self';
  close $file;
  for my $mount (@{ $many{mount} // [] }) { system('mount', split /\t/, $mount) == 0 or give_up(1, "mount $mount failed") }
  bring_loopback_up() if $one{loopback};
  chroot $one{root} or give_up(1, "chroot: $!");
  chdir '/';
  # Empty when the command took over: its end of the pipe went with the exec.
  pipe my $heard, my $told or give_up(1, "pipe: $!");
  my $child = fork // give_up(1, "fork: $!");
  if ($child == 0) {
    close $status;
    $status = $told;
    become();
  }
  close $told;
  $0 = 'init';
  my $said = <$heard>;
  print $status $said // "ok\n";
  close $status;
  for my $signal (qw(TERM INT HUP QUIT USR1 USR2)) { $SIG{$signal} = sub { kill $signal, $child } }
  for (;;) {
    my $ended = waitpid -1, 0;
    next if $ended == -1 && $!{EINTR};
    POSIX::_exit(to_code($?)) if $ended == $child || $ended == -1;
  }
}

# exec
my @spaces;
for my $name (qw(uts ipc net pid mnt)) {
  open my $space, '<', "/proc/$one{pid}/ns/$name" or give_up(125, 'not running');
  push @spaces, $space;
}
opendir my $root, "/proc/$one{pid}/root/" or give_up(125, 'not running');
join_cgroups();
for my $space (@spaces) { syscall($number{setns}, fileno $space, 0) == 0 or give_up(125, "not running: $!") }
chdir $root or give_up(125, "not running: $!");
chroot '.' or give_up(125, "not running: $!");
my $child = fork // give_up(125, "fork: $!");
become() if $child == 0;
$SIG{$_} = 'IGNORE' for qw(INT TERM HUP QUIT);
1 while waitpid($child, 0) == -1 && $!{EINTR};
POSIX::_exit(to_code($?));
