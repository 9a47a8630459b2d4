<?php
// Reads [[value as it was, value as the test edited it], …] from standard input,
// both in base64, and tells for each whether they differ by the edit, and whether
// PHP writes the latter in the same way.
require __DIR__ . '/classes.php';

function read(string $s) { return igbinary_unserialize(base64_decode($s)); }

$answers = [];
foreach (json_decode(file_get_contents('php://stdin'), true, 512, JSON_THROW_ON_ERROR) as [$was, $edited, $verbose]) {
    ini_set('igbinary.compact_strings', $verbose ? 0 : 1);
    $want = serialize(['new' => ['k' => [1.5, 'two', null, "\xff"], 'o' => new stdClass, 'name' => ['name' => true]], 'old' => read($was)]);
    $got = serialize(read($edited));
    $again = igbinary_serialize(read($edited));
    $answers[] = match (true) {
        $got !== $want => base64_encode("read $got instead of $want"),
        $again !== base64_decode($edited) => "PHP writes " . bin2hex($again) . ' instead of ' . bin2hex(base64_decode($edited)),
        default => '',
    };
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
