<?php
// Writes the fixtures: php -d error_reporting=8191 write.php
// fixtures.json holds for each case the session as each serializer writes it, in
// base64, and what is shown of it, as far as a few lines of PHP can tell.
require __DIR__ . '/session.php';

function string(string $s): string
{
    if (preg_match('/^[^\x00-\x1f\x7f]*$/u', $s)) {
        return "'" . addcslashes($s, "'\\") . "'";
    }
    $out = '';
    foreach (preg_match('//u', $s) ? mb_chars($s) : str_split($s) as $c) {
        $out .= match (true) {
            $c === "\n" => '\n', $c === "\t" => '\t', $c === "\r" => '\r', $c === "\e" => '\e',
            $c === '\\', $c === '"', $c === '$' => "\\$c",
            strlen($c) === 1 && (ord($c) < 32 || ord($c) > 126) => sprintf('\x%02X', ord($c)),
            default => $c,
        };
    }
    return "\"$out\"";
}

function mb_chars(string $s): array { return preg_split('//u', $s, -1, PREG_SPLIT_NO_EMPTY); }

function show($v, array $open = []): ?string
{
    if (is_object($v)) {
        return object($v, $open);
    }
    if (!is_array($v)) {
        return match (true) {
            is_string($v) => string($v),
            is_null($v) => 'null',
            is_int($v) => (string) $v,
            default => var_export($v, true),
        };
    }
    $parts = [];
    foreach ($v as $k => $x) {
        $parts[] = (array_is_list($v) ? '' : show($k) . ' => ') . show($x, $open);
    }
    return '[' . implode(', ', $parts) . ']';
}

function object(object $v, array $open): string
{
    if ($v instanceof UnitEnum) {
        return $v::class . '::' . $v->name;
    }
    if (in_array($v, $open, true)) {
        return '*RECURSION*';
    }
    $open[] = $v;
    $parts = [];
    foreach (method_exists($v, '__serialize') ? $v->__serialize() : (array) $v as $k => $x) {
        $k = preg_replace(['/^\0\*\0/', '/^\0[^\0]+\0/'], ['#', '-'], (string) $k);
        $parts[] = ($k === '' ? "''" : $k) . ': ' . show($x, $open);
    }
    return $v::class . ' {' . implode(', ', $parts) . '}';
}

/** @return array<string, callable> each returns the variables of a session */
function cases(): array
{
    $user = fn() => new App\User;
    return [
        'empty' => fn() => [],
        'simple' => fn() => ['name' => 'Anna', 'age' => 42, 'admin' => false, 'ok' => true, 'none' => null, 'it' => "it's a \\"],
        'nested' => fn() => ['a' => ['b' => ['c' => [1, [2, [3, []]]]], 5 => 'five', -3 => 'minus', 'list' => ['x', 'y']], 'gap' => [0 => 'a', 2 => 'c'], 'order' => [1 => 'b', 0 => 'a'], 'one' => [1 => 1]],
        'unicode' => fn() => ['grüße' => 'Zürich 東京 🎉', 'e' => '', 'esc' => "tab\tline\nquote\"dollar$", 'nul' => "a\0b"],
        'binary' => fn() => ['b' => "\xff\xfe\x00;\"}", 'key' => ["\xe9t\xe9" => 1]],
        'large' => fn() => ['rows' => array_map(fn($i) => ['id' => $i, 'name' => "row $i", 'price' => $i / 8], range(1, 300)), 'text' => str_repeat('0123456789', 2000)],
        'floats' => fn() => ['f' => [0.1, 1 / 3, 1.0, -0.0, 1e25, 1e-7, 0.0001, 1e15, 1e16, 1e17, 1e18, 123456789012345678.0, INF, -INF, NAN, 5e-324, PHP_FLOAT_MAX, -1.5e-10, 100000.0]],
        'precision 17' => function () { ini_set('serialize_precision', 17); return ['f' => [0.1, 1 / 3, 1.0, -0.0, 1e25, 1e-7, 1.5, 5e-324]]; },
        'precision 100' => function () { ini_set('serialize_precision', 100); return ['f' => [0.1, 1.0, 1e-7]]; },
        'ints' => fn() => ['i' => [0, -1, PHP_INT_MAX, PHP_INT_MIN, 2147483648, -2147483649], 'k' => [PHP_INT_MAX => 1, PHP_INT_MIN => 2, '9223372036854775808' => 3, '-0' => 4, '01' => 5]],
        'visibility' => fn() => ['cart' => new App\Cart(['a' => 1, 'b' => [1, 2]], $user()), 'vip' => new App\Vip],
        'same object' => function () use ($user) { $u = $user(); return ['a' => $u, 'b' => ['list' => [$u, 1, $u]], 'n' => 5, 'c' => $u]; },
        'reference to scalar' => function () { $s = ['n' => 1, 'm' => 2]; $s['r'] = &$s['n']; $s['l'] = [&$s['n'], &$s['m'], 'x']; return $s; },
        'reference to array' => function () { $s = ['a' => [1, 2], 'k' => ['x' => 'y']]; $s['b'] = &$s['a']; $s['deep'] = ['again' => &$s['k']]; return $s; },
        'reference to string and float' => function () { ini_set('serialize_precision', 17); $s = ['f' => 0.1, 's' => "\xff", 'n' => null]; $s['g'] = &$s['f']; $s['t'] = &$s['s']; $s['o'] = &$s['n']; return $s; },
        'reference to object' => function () use ($user) { $u = $user(); $s = ['u' => $u, 'plain' => $u]; $s['ref'] = &$s['u']; $s['list'] = [$u, &$s['u'], 3]; $s['after'] = $u; $s['x'] = [$u]; return $s; },
        'recursive object' => function () use ($user) { $u = $user(); $u->friend = $user(); $u->friend->friend = $u; return ['u' => $u, 'v' => $u->friend]; },
        'recursive array' => function () { $a = ['x' => 1]; $a['self'] = &$a; return ['a' => &$a, 'b' => 2]; },
        'enum' => fn() => ['s' => Suit::Hearts, 't' => [Suit::Spades, Suit::Hearts, Plain::Two], 'u' => Suit::Spades],
        '__serialize' => fn() => ['p' => new App\Point(1.5, -2), 'after' => [1]],
        '__sleep' => fn() => ['s' => new App\Sleeper],
        'serializable' => function () use ($user) {
            $u = $user();
            return ['first' => new Nesting([1, $u]), 'u' => $u, 'c' => new Custom(['a' => [1, 2]]), 'v' => $u, 'again' => new Nesting($u), 'in' => new Nesting(new Nesting(['x', $u])), 'last' => $u, 'e' => new Nesting('text')];
        },
        'date' => fn() => ['d' => new DateTime('2026-01-02 03:04:05.678901', new DateTimeZone('Europe/Zurich')), 'i' => new DateTimeImmutable('2026-01-02T03:04:05Z'), 'z' => new DateTimeZone('UTC')],
        'spl' => function () use ($user) {
            $u = $user();
            $storage = new SplObjectStorage;
            $storage[$u] = 'data';
            $storage[new stdClass] = null;
            $list = new SplDoublyLinkedList;
            $list->push(1);
            $list->push($u);
            return ['ao' => new ArrayObject(['x' => 1, 'u' => $u]), 'so' => $storage, 'dll' => $list, 'fixed' => SplFixedArray::fromArray([1, 2]), 'u' => $u];
        },
        'stdclass' => fn() => ['o' => (object) ['a' => 1, 5 => 'five', '0' => 'zero', '' => 'empty'], 'e' => new stdClass, 'list' => (object) [1, 2]],
        'names' => fn() => ['!mark' => 1, '' => 2, 'with space' => 3, "new\nline" => 4, str_repeat('k', 127) => 5, 'N' => 6],
    ];
}

$fixtures = [];
foreach (cases() as $name => $make) {
    ini_set('serialize_precision', '-1');
    $fixture = ['name' => $name];
    foreach (['php', 'php_binary', 'php_serialize'] as $serializer) {
        $fixture[$serializer] = base64_encode(with_session($serializer, function () use ($make) {
            $_SESSION = $make();
            return session_encode();
        }));
    }
    $variables = $make();
    ini_set('serialize_precision', '-1');
    // Payloads, references and __sleep do not show in what PHP has in memory.
    if (!in_array($name, ['serializable', 'recursive array', 'reference to object', '__sleep'])) {
        $fixture['shows'] = preg_replace('/^(.{500}).+$/su', '$1…', show($variables));
    }
    $fixtures[] = $fixture;
}
file_put_contents(__DIR__ . '/fixtures.json', json_encode($fixtures, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR) . "\n");
