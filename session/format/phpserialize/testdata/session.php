<?php
// What the scripts share: a session that lives in a temporary folder, and no cookies.
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');
ini_set('log_errors', '0');
require __DIR__ . '/classes.php';

function with_session(string $serializer, callable $use)
{
    ini_set('session.serialize_handler', $serializer);
    session_id('fixture');
    session_start();
    $_SESSION = [];
    try {
        return $use();
    } finally {
        session_abort();
    }
}

$folder = sys_get_temp_dir() . '/phpserialize-' . getmypid();
mkdir($folder);
register_shutdown_function(function () use ($folder) {
    array_map('unlink', glob("$folder/*"));
    rmdir($folder);
});
foreach (['save_path' => $folder, 'use_cookies' => '0', 'use_only_cookies' => '0', 'cache_limiter' => '', 'use_strict_mode' => '0'] as $name => $value) {
    ini_set("session.$name", $value);
}
