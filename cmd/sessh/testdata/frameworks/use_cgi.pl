# use_cgi.pl write|read ADDRESS [ID]
use strict;
use warnings;
use Cache::Memcached;
use CGI::Session;
use CGI::Session::Driver::memcached;
use CGI::Session::Serialize::yaml;
use JSON::PP;

my ($what, $address, $id) = @ARGV;
my @way = ('driver:memcached;serializer:yaml;id:md5', $id, { Memcached => Cache::Memcached->new({ servers => [$address] }) });
my $session = $what eq 'read' ? CGI::Session->load(@way) : CGI::Session->new(@way);
die CGI::Session->errstr unless $session;
if ($what eq 'write') {
    $session->param('user', "j\xc3\xbcrgen");
    $session->param('cart', { items => [{ sku => 'a-1', qty => 2 }, { sku => 'b', qty => 1 }], total => 7.5 });
    $session->flush;
    print $session->id, "\n";
} else {
    my %data = map { $_ => $session->param($_) } grep { !/^_SESSION/ } $session->param;
    $_->{qty} += 0 for @{ $data{cart}{items} }; # Perl has one kind of numbers and texts
    $data{cart}{total} += 0;
    print JSON::PP->new->encode(\%data), "\n";
}
