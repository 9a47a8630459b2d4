<?php
// use_laravel.php write|read ADDRESS VARIANT [ID]: VARIANT is plain, json or zlib
foreach (['Session', 'Cache'] as $part) {
    require "/usr/share/php/Illuminate/$part/autoload.php";
}
require __DIR__ . '/rows.php';
use Illuminate\Cache\{MemcachedConnector, MemcachedStore, Repository};
use Illuminate\Session\{CacheBasedSessionHandler, Store};

[$self, $what, $address, $variant] = $argv;
[$host, $port] = explode(':', $address);
$client = (new MemcachedConnector)->connect([['host' => $host, 'port' => (int)$port, 'weight' => 100]]);
$client->setOption(Memcached::OPT_COMPRESSION_TYPE, $variant == 'zlib' ? Memcached::COMPRESSION_ZLIB : Memcached::COMPRESSION_FASTLZ);
$handler = new CacheBasedSessionHandler(new Repository(new MemcachedStore($client, 'laravel_cache')), 120);
$session = new Store('laravel_session', $handler, $argv[4] ?? null);
$session->start();
if ($what == 'write') {
    foreach (session_value($variant != 'plain') as $k => $v) {
        $session->put($k, $v);
    }
    $session->save();
    echo $session->getId(), "\n";
} else {
    tell_values($session->all());
}
