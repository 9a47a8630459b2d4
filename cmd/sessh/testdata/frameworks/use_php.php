<?php
// KIND=kind INI='setting=value;...' use_php.php write|read|lock ADDRESS SERIALIZER ID
[$self, $what, $address, $serializer, $id] = $argv;
$kind = getenv('KIND');
if ($kind) {
    require __DIR__ . '/kinds.php';
} else {
    class Item { public $name = 'tea'; protected $qty = 3; private $tags = ['hot']; }
}
ini_set('session.save_handler', 'memcached');
ini_set('session.save_path', $address);
ini_set('session.serialize_handler', $serializer);
ini_set('session.use_cookies', '0');
ini_set('session.cache_limiter', '');
ini_set('session.use_strict_mode', '0');
foreach (array_filter(explode(';', getenv('INI') ?: '')) as $setting) {
    ini_set(...explode('=', $setting));
}
session_id($id);
session_start();
if ($kind && $what == 'write') {
    $_SESSION = kind($kind);
}
if ($kind && $what == 'read') {
    echo json_encode((object)(array)tell($_SESSION), JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR), "\n";
}
if (!$kind && ($what == 'write' || $what == 'lock')) {
    $_SESSION['user'] = 'jürgen';
    $_SESSION['cart'] = ['items' => [['sku' => 'a-1', 'qty' => 2], ['sku' => 'b', 'qty' => 1]], 'total' => 7.5];
    $_SESSION['item'] = new Item();
    $_SESSION['empty'] = [];
    $_SESSION['bytes'] = "\xff\x00";
}
if (!$kind && $what == 'read') {
    $s = $_SESSION;
    $s['bytes'] = bin2hex($s['bytes']);
    $s['item'] = print_r($s['item'], true);
    echo json_encode($s, JSON_UNESCAPED_UNICODE), "\n";
}
if ($what == 'lock') { // the request does not end until its input does
    echo "locked\n";
    fgets(STDIN);
}
session_write_close();
