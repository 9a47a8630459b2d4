<?php
// Writes php.json: values as PHP's extension msgpack writes them, in base64.
// Run as: php -d error_reporting=8191 write.php
require __DIR__ . '/classes.php';

function user(): User { return new User; }

/** @return array<string, callable> */
function cases(): array
{
    return [
        'simple' => fn() => ['name' => 'Anna', 'age' => 42, 'admin' => false, 'ok' => true, 'none' => null],
        'nested' => fn() => ['a' => ['b' => ['c' => [1, [2, [3, []]]]], 5 => 'five', -3 => 'minus'], 'gap' => [0 => 'a', 2 => 'c']],
        'unicode' => fn() => ['grüße' => 'Zürich 東京 🎉', 'e' => ''],
        'binary' => fn() => ['b' => "\xff\xfe\x00", "\xff" => ["\xe9" => 1]],
        'floats' => fn() => ['f' => [0.1, 1.0, -0.0, INF, -INF, NAN, 5e-324]],
        'ints' => fn() => ['i' => [0, -1, -32, -33, -128, -129, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, PHP_INT_MAX, PHP_INT_MIN]],
        'large' => fn() => ['rows' => array_map(fn($i) => ['id' => $i, 'name' => "row $i"], range(1, 300)), 'text' => str_repeat('0123456789', 7000)],
        'list' => fn() => [1, 'x', [2]],
        'objects' => fn() => ['u' => user(), 'e' => new stdClass, 'o' => (object) ['a' => 1], 'list' => [user()], 's' => new Sleeper],
        'same object' => function () { $u = user(); return ['a' => $u, 'l' => [$u, [], $u], 'n' => [1], 'b' => $u]; },
        'objects in turn' => function () { $u = user(); $v = user(); return ['a' => $u, 'b' => $u, 'c' => $v, 'd' => [$v, $u], 'e' => $v]; },
        'recursive object' => function () { $u = user(); $u->friend = user(); $u->friend->friend = $u; return ['u' => $u, 'v' => $u->friend]; },
        'reference to array' => function () { $a = [1, 2]; $b = ['k' => 1]; return ['a' => &$a, 'l' => [&$b], 'c' => &$a, 'd' => ['b' => &$b]]; },
        'reference to object' => function () { $u = user(); $v = $u; return ['l' => [$v, &$u, 5, &$u], 'm' => ['k' => &$u]]; },
        'object by reference first' => function () { $u = user(); return ['a' => &$u, 'l' => [&$u, 1]]; },
        'recursive array' => function () { $a = ['x' => 1]; $a['self'] = &$a; return ['a' => &$a, 'b' => 2]; },
        'recursive root' => function () { $a = ['x' => 1]; $a['self'] = &$a; return $a; },
        'scalar reference' => function () { $x = 1; return ['a' => &$x, 'b' => &$x]; },
        '__serialize' => function () { $m = new Magic([1, user()]); return ['m' => $m, 'e' => new Magic([]), 'n' => new Magic($m), 'again' => $m]; },
        'serializable' => function () { $c = new Custom; return ['c' => $c, 'l' => [$c, [1]]]; },
        'date' => fn() => ['d' => new DateTime('2026-01-02 03:04:05.678901', new DateTimeZone('Europe/Zurich')), 'z' => new DateTimeZone('UTC')],
        'spl' => fn() => ['a' => new ArrayObject([1, 'x' => 2])],
    ];
}

ob_start();
ini_set('session.use_cookies', 0);
ini_set('session.cache_limiter', '');
ini_set('session.save_path', sys_get_temp_dir());
ini_set('session.serialize_handler', 'msgpack');
session_start();
$fixtures = [];
foreach (cases() as $name => $make) {
    $fixtures[] = ['name' => $name, 'value' => base64_encode(msgpack_serialize($make()))];
    $_SESSION = $make();
    $fixtures[] = ['name' => "session, $name", 'value' => base64_encode(session_encode())];
}
$_SESSION = [];
$fixtures[] = ['name' => 'session, empty', 'value' => base64_encode(session_encode())];
ini_set('msgpack.use_str8_serialization', 0);
$fixtures[] = ['name' => 'without str8', 'value' => base64_encode(msgpack_serialize(['a' => str_repeat('x', 40)]))];
session_abort();
ob_end_clean();
file_put_contents(__DIR__ . '/php.json', json_encode($fixtures, JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR) . "\n");
