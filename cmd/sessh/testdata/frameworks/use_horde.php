<?php
// use_horde.php write|read ADDRESS VARIANT [ID]: VARIANT is plain or compression
set_include_path('/usr/share/php');
spl_autoload_register(function ($class) {
    $file = '/usr/share/php/' . strtr($class, ['_' => '/', '\\' => '/']) . '.php';
    if (is_file($file)) {
        require $file;
    }
});
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING);
require __DIR__ . '/rows.php';
[$self, $what, $address, $variant] = $argv;
[$host, $port] = explode(':', $address);
$client = new Horde_Memcache(['hostspec' => [$host], 'port' => [(int)$port], 'prefix' => 'horde', 'compression' => $variant == 'compression', 'persistent' => false]);
$storage = new Horde_SessionHandler_Storage_Memcache(['memcache' => $client, 'track' => false]);
$id = $argv[4] ?? bin2hex(random_bytes(13));
if ($what == 'write') {
    $text = '';
    foreach (['__horde' => ['b' => 1700000000]] + session_value(true) as $k => $v) {
        $text .= "$k|" . serialize($v);
    }
    $storage->write($id, $text);
    $storage->close();
    echo $id, "\n";
} else {
    $text = $storage->read($id);
    $storage->close();
    ob_start(); // what is printed would end the headers
    session_start(['use_cookies' => 0, 'use_only_cookies' => 0, 'cache_limiter' => '']);
    session_decode($text);
    $all = $_SESSION;
    session_abort();
    ob_end_clean();
    tell_values($all);
}
