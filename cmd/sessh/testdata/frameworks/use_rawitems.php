<?php
// use_rawitems.php write|read ADDRESS: texts and arrays by the extension memcached, compressed
[$self, $what, $address] = $argv;
[$host, $port] = explode(':', $address);
$read = [];
foreach (['zlib' => Memcached::COMPRESSION_ZLIB, 'fastlz' => Memcached::COMPRESSION_FASTLZ] as $name => $type) {
    $client = new Memcached;
    $client->addServer($host, (int)$port);
    $client->setOption(Memcached::OPT_COMPRESSION_TYPE, $type);
    if ($what == 'write') {
        $client->set("text_$name", str_repeat('der Käse ist da; ', 300));
        $client->set("array_$name", ['n' => 1, 'text' => str_repeat('der Käse ist da; ', 300)]);
    } else {
        foreach (["text_$name", "array_$name"] as $key) {
            $read[$key] = $client->get($key);
            if (is_array($read[$key])) {
                $read[$key]['text'] = strlen($read[$key]['text']);
            }
        }
    }
}
if ($what == 'read') {
    echo json_encode($read, JSON_UNESCAPED_UNICODE), "\n";
}
