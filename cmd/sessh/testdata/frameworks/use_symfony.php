<?php
// use_symfony.php write|read ADDRESS SERIALIZER [ID]
require '/usr/share/php/Symfony/Component/HttpFoundation/autoload.php';
require __DIR__ . '/rows.php';
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\{Handler\MemcachedSessionHandler, NativeSessionStorage};

[$self, $what, $address, $serializer] = $argv;
[$host, $port] = explode(':', $address);
$client = new Memcached;
$client->addServer($host, (int)$port);
ini_set('session.serialize_handler', $serializer);
ob_start(); // what is printed would end the headers
$session = new Session(new NativeSessionStorage(['use_cookies' => 0, 'use_only_cookies' => 0, 'cache_limiter' => ''], new MemcachedSessionHandler($client)));
if (isset($argv[4])) {
    $session->setId($argv[4]);
}
$session->start();
if ($what == 'write') {
    foreach (session_value(true) as $k => $v) {
        $session->set($k, $v);
    }
    $id = $session->getId();
    $session->save();
    ob_end_clean();
    echo $id, "\n";
} else {
    $all = $session->all();
    ob_end_clean();
    tell_values($all);
}
exit(0);
