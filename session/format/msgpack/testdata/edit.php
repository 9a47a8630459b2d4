<?php
// Reads [[value as it was, value as the test edited it], …] from standard input,
// both in base64, and tells for each whether they differ by the edit.
require __DIR__ . '/classes.php';

function read(string $s) { return msgpack_unserialize(base64_decode($s)); }

$answers = [];
foreach (json_decode(file_get_contents('php://stdin'), true, 512, JSON_THROW_ON_ERROR) as [$was, $edited]) {
    $want = serialize(['new' => ['k' => [1.5, 'two', null, "\xff"], 'o' => new stdClass, 'e' => []], 'old' => read($was)]);
    $got = serialize(read($edited));
    $answers[] = $got === $want ? '' : base64_encode("read $got instead of $want");
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
