<?php
// Edits sessions as the test does, and tells how PHP writes them. Reads
// [[serializer, precision, session as it was, session as the test edited it], …]
// from standard input, both in base64, and writes [[PHP's own edit, what PHP
// writes after it read the test's], …].
require __DIR__ . '/session.php';

$answers = [];
foreach (json_decode(file_get_contents('php://stdin'), true, 512, JSON_THROW_ON_ERROR) as [$serializer, $precision, $was, $edited]) {
    ini_set('serialize_precision', $precision);
    $answers[] = [
        base64_encode(with_session($serializer, function () use ($was) {
            if (!session_decode(base64_decode($was))) {
                return 'cannot be read';
            }
            $_SESSION = ['new first' => ['k' => [1.5, 'two', null]], 'new object' => new stdClass] + $_SESSION + ['new last' => true];
            return session_encode();
        })),
        base64_encode(with_session($serializer, fn() => session_decode(base64_decode($edited)) ? session_encode() : 'cannot be read')),
    ];
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
