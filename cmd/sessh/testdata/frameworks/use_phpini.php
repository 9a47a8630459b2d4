<?php
// INI='setting=value;...' use_phpini.php write|read ADDRESS HANDLER [ID]: PHP's own sessions, by the
// extension memcache or memcached
require __DIR__ . '/rows.php';
[$self, $what, $address, $handler] = $argv;
ini_set('session.save_handler', $handler);
ini_set('session.save_path', ($handler == 'memcache' ? 'tcp://' : '') . $address);
foreach (['use_cookies' => '0', 'use_only_cookies' => '0', 'cache_limiter' => '', 'use_strict_mode' => '0'] as $k => $v) {
    ini_set("session.$k", $v);
}
foreach (array_filter(explode(';', getenv('INI') ?: '')) as $setting) {
    ini_set(...explode('=', $setting));
}
ob_start(); // what is printed would end the headers
session_id($argv[4] ?? bin2hex(random_bytes(16)));
session_start();
$id = session_id();
if ($what == 'write') {
    $_SESSION = session_value(true);
}
$all = $_SESSION;
session_write_close();
ob_end_clean();
if ($what == 'write') {
    echo $id, "\n";
} else {
    tell_values($all);
}
