<?php
// Writes fixtures.json: values as PHP's extension igbinary writes them, and, for
// comparison, as serialize() does, in base64.
// Run as: php -d error_reporting=8191 write.php
require __DIR__ . '/classes.php';

function user(): User { return new User; }

/** @return array<string, callable> */
function cases(): array
{
    $edges = [0, 1, 255, 256, 65535, 65536, 4294967295, 4294967296, PHP_INT_MAX];
    return [
        'empty' => fn() => [],
        'simple' => fn() => ['name' => 'Anna', 'age' => 42, 'admin' => false, 'ok' => true, 'none' => null],
        'nested' => fn() => ['a' => ['b' => ['c' => [1, [2, [3, []]]], 5 => 'five', -3 => 'minus']], 'gap' => [0 => 'a', 2 => 'c'], 'order' => [1 => 'b', 0 => 'a']],
        'unicode' => fn() => ['grüße' => 'Zürich 東京 🎉', 'e' => '', '' => 1, 'esc' => "tab\tline\nquote\"dollar$", 'nul' => "a\0b"],
        'binary' => fn() => ['b' => "\xff\xfe\x00", "\xe9t\xe9" => ["\xff\xfe\x00"]],
        'floats' => fn() => ['f' => [0.1, 1 / 3, 1.0, -0.0, INF, -INF, NAN, 5e-324, PHP_FLOAT_MAX]],
        'ints' => fn() => ['i' => [...$edges, ...array_map(fn($i) => -$i, $edges), PHP_INT_MIN], 'k' => array_fill_keys([...$edges, -1, -256, PHP_INT_MIN], 1)],
        'lengths' => fn() => ['s' => [str_repeat('a', 255), str_repeat('b', 256)], 'l' => [range(1, 255), range(1, 256)]],
        'large' => fn() => ['rows' => array_map(fn($i) => ['id' => $i, 'name' => "row $i", 'tags' => ["tag $i", "tag " . $i % 7]], range(1, 400))],
        'strings' => fn() => ['abc' => 'abc', 'x' => ['abc', 'x', 'User'], 'User' => user(), 'c' => ['Vip', new Vip, 'Vip'], 'name' => ['secret', 'name']],
        'empty arrays' => fn() => ['a' => [], 'b' => [], 'c' => [[], [[]]]],
        'copies' => function () { $a = [1, ['x' => rand(5, 5)]]; $b = $a; $b[] = 3; $o = user(); $c = [$o, $a]; return ['a' => $a, 'b' => $b, 'again' => [$a, $b, $a], 'c' => [$c, $c, $a[1]], 'o' => $o]; },
        'visibility' => fn() => ['u' => user(), 'vip' => new Vip, 'list' => [new stdClass, (object) ['a' => 1, 5 => 'five', '' => 'empty'], (object) [1, 2]]],
        'same object' => function () { $u = user(); return ['a' => $u, 'b' => ['list' => [$u, 1, $u]], 'n' => 5, 'c' => $u]; },
        'many objects' => function () { $all = array_map(fn($i) => new stdClass, range(1, 300)); return ['all' => $all, 'again' => $all[299], 'first' => $all[0]]; },
        'recursive object' => function () { $u = user(); $u->friend = user(); $u->friend->friend = $u; return ['u' => $u, 'v' => $u->friend]; },
        'reference to scalar' => function () { $s = ['n' => 1, 'm' => 2]; $s['r'] = &$s['n']; $s['l'] = [&$s['n'], &$s['m'], 'x', &$s['n']]; return $s; },
        'reference to string' => function () { $s = ['s' => "\xff", 't' => 'text', 'n' => null, 'e' => '']; $s['a'] = [&$s['s'], &$s['t'], &$s['n'], &$s['e'], 'text']; return $s; },
        'reference to array' => function () { $s = ['a' => [1, 2], 'k' => ['x' => 'y'], 'e' => []]; $s['b'] = &$s['a']; $s['deep'] = ['again' => &$s['k'], 'e' => &$s['e']]; return $s; },
        'reference to object' => function () { $u = user(); $s = ['u' => $u, 'plain' => $u]; $s['ref'] = &$s['u']; $s['list'] = [$u, &$s['u'], 3]; $s['after'] = $u; return $s; },
        'recursive array' => function () { $a = ['x' => 1]; $a['self'] = &$a; return ['a' => &$a, 'b' => 2]; },
        'enum' => fn() => ['s' => Suit::Hearts, 't' => [Suit::Spades, Suit::Hearts, Plain::Two, Plain::Hearts], 'Two' => 'Hearts'],
        '__serialize' => function () { $m = new Magic([1, user()]); return ['m' => $m, 'e' => new Magic([]), 'n' => new Magic($m), 'again' => $m]; },
        '__sleep' => fn() => ['s' => new Sleeper],
        'serializable' => function () { $c = new Custom; $d = new Custom; $d->v = str_repeat('x', 300); return ['c' => $c, 'd' => $d, 'e' => 'payload', 'f' => $c]; },
        'date' => fn() => ['d' => new DateTime('2026-01-02 03:04:05.678901', new DateTimeZone('Europe/Zurich')), 'i' => new DateTimeImmutable('2026-01-02T03:04:05Z'), 'z' => new DateTimeZone('UTC')],
        'spl' => function () { $u = user(); $s = new SplObjectStorage; $s[$u] = 'data'; return ['ao' => new ArrayObject(['x' => 1, 'u' => $u]), 'so' => $s, 'u' => $u]; },
    ];
}

function fixture(string $name, string $value, $variables): array
{
    return ['name' => $name, 'value' => base64_encode($value), 'serialized' => base64_encode(serialize($variables))];
}

ob_start();
ini_set('session.use_cookies', 0);
ini_set('session.cache_limiter', '');
ini_set('session.save_path', sys_get_temp_dir());
ini_set('session.serialize_handler', 'igbinary');
session_start();
$fixtures = [];
foreach (cases() as $name => $make) {
    $fixtures[] = fixture($name, igbinary_serialize($make()), $make());
    if ($name === 'large' || $name === 'lengths') {
        continue;
    }
    $_SESSION = $make();
    $fixtures[] = fixture("session, $name", session_encode(), $make());
    ini_set('igbinary.compact_strings', 0);
    $fixtures[] = fixture("verbose, $name", igbinary_serialize($make()), $make());
    ini_set('igbinary.compact_strings', 1);
}
foreach ([null, true, 'text', '', 5, -5, 0.5, "\xff", user(), [1, 2]] as $i => $v) {
    $fixtures[] = fixture("value $i", igbinary_serialize($v), $v);
}
session_abort();
ob_end_clean();
file_put_contents(__DIR__ . '/fixtures.json', json_encode($fixtures, JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR) . "\n");
