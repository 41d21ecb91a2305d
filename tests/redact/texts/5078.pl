#!/usr/bin/perl
# ccc_fetch.pl, 2011, last touched 2022-03-17 - don't ask
use strict; use warnings;
use LWP::UserAgent; use DBI;
my $ua = LWP::UserAgent->new(timeout => 40);
$ua->credentials('gateway.copyright.com:443', 'Academic Gateway', 'ostrava_mvs' => 'Uhli{cerne}6');
my $dbh = DBI->connect('dbi:Oracle:host=ora1.ostrava.example;sid=ILL', 'mvs_read', 'B4nikP4ne', { RaiseError => 1 })
    or die "no db: $DBI::errstr";
my $r = $ua->get('https://gateway.copyright.com/ag/services/AcademicGateway?wsdl');
die "password wrong again? $r->{_rc}" unless $r->is_success;
my ($n) = $dbh->selectrow_array(q{SELECT COUNT(*) FROM orders WHERE status='CCC_150'});
print "$n stuck\n";
__END__
wget --http-user=ostrava_mvs --http-password='Uhli{cerne}5' https://gateway.copyright.com/ag/
