<?php
// Reads {"servers": [[host, port, weight], ...], "options": {...}, "prefix": "", "session": {ini...},
// "ask": bool, "keys": [...]}; writes each key, or with ask prints the server that it would go to.
$in = json_decode(file_get_contents('php://stdin'), true);
if (isset($in['session'])) {
    foreach ($in['session'] as $name => $value) ini_set($name, $value);
    foreach ($in['keys'] as $id) {
        session_id($id);
        session_start();
        $_SESSION['n'] = 1;
        session_write_close();
    }
    exit;
}
$m = new Memcached;
if (!empty($in['servers_first'])) $m->addServers($in['servers']);
foreach ($in['options'] as $name => $value) {
    if (is_string($value)) $value = constant("Memcached::$value");
    if (!$m->setOption(constant("Memcached::$name"), $value)) exit("no option $name\n");
}
if (!empty($in['prefix'])) $m->setOption(Memcached::OPT_PREFIX_KEY, $in['prefix']);
if (empty($in['servers_first'])) $m->addServers($in['servers']);
$list = [];
foreach ($in['keys'] as $key) {
    if (empty($in['ask'])) {
        if (!$m->set($key, '1')) exit("set $key: " . $m->getResultMessage() . "\n");
        continue;
    }
    $s = $m->getServerByKey($key);
    $list[] = $s['host'] . ':' . $s['port'];
}
echo json_encode($list);
