<?php
// A peer of package crosstest: builds values, writes them as sessions, and tells what
// it reads.
#[AllowDynamicProperties]
class Thing {}

ini_set('memory_limit', '1G');
ini_set('session.use_cookies', '0');
ini_set('session.use_strict_mode', '0');
ini_set('session.cache_limiter', '');
ini_set('serialize_precision', '-1');
session_set_save_handler(new class implements SessionHandlerInterface {
    public function open(string $path, string $name): bool { return true; }
    public function close(): bool { return true; }
    public function read(string $id): string|false { return ''; }
    public function write(string $id, string $data): bool { return true; }
    public function destroy(string $id): bool { return true; }
    public function gc(int $max): int|false { return 0; }
});

// Makes a value of a graph. Arrays are values in PHP: what is one thing in several
// places is an object, or a reference.
class Builder {
    private $nodes, $objects = [], $cells = [];

    public function __construct($nodes) { $this->nodes = $nodes; }

    public function value($i = 0) {
        $n = $this->nodes[$i];
        $keys = $n['keys'] ?? [];
        $items = $n['items'] ?? [];
        $text = $n['text'] ?? '';
        switch ($n['kind']) {
            case 'null': return null;
            case 'bool': return $text == 'true';
            case 'int': return (int)$text;
            case 'float': return unpack('E', hex2bin($text))[1];
            case 'text': return $text;
            case 'bytes': return hex2bin($text);
            case 'object':
                if (isset($this->objects[$i])) {
                    return $this->objects[$i];
                }
                $o = $this->objects[$i] = new Thing;
                foreach ($items as $at => $c) {
                    $name = $this->value($keys[$at]);
                    if ($this->nodes[$c]['kind'] == 'ref') {
                        $o->$name = &$this->cell($c);
                    } else {
                        $o->$name = $this->value($c);
                    }
                }
                return $o;
        }
        $array = [];
        foreach ($items as $at => $c) {
            $k = $n['kind'] == 'list' ? $at : $this->value($keys[$at]);
            if ($this->nodes[$c]['kind'] == 'ref') {
                $array[$k] = &$this->cell($c);
            } else {
                $array[$k] = $this->value($c);
            }
        }
        return $array;
    }

    private function &cell($c) {
        if (!array_key_exists($c, $this->cells)) {
            $this->cells[$c] = null;
            $this->cells[$c] = $this->value($this->nodes[$c]['items'][0]);
        }
        return $this->cells[$c];
    }
}

// Tells the graph of a value.
class Teller {
    public $nodes = [];
    private $objects = [], $cells = [], $keep = [];

    private function add($n) {
        if (count($this->nodes) > 50000) {
            throw new Exception('it has no end');
        }
        $this->nodes[] = $n;
        return count($this->nodes) - 1;
    }

    // place tells what stands at a place in an array, or in an object as an array.
    private function place(&$in, $k) {
        $ref = ReflectionReference::fromArrayElement($in, $k);
        if ($ref === null) {
            return $this->tell($in[$k]);
        }
        $id = $ref->getId();
        if (!isset($this->cells[$id])) {
            $i = $this->cells[$id] = $this->add(['kind' => 'ref']);
            $this->keep[] = &$in[$k];
            $this->nodes[$i]['items'] = [$this->tell($in[$k])];
        }
        return $this->cells[$id];
    }

    public function tell($v) {
        if (is_object($v)) {
            $id = spl_object_id($v);
            if (isset($this->objects[$id])) {
                return $this->objects[$id];
            }
            $this->keep[] = $v;
            $i = $this->objects[$id] = $this->add(['kind' => 'object', 'class' => get_class($v)]);
            $v = (array)$v;
        } elseif (is_array($v)) {
            $i = $this->add(['kind' => 'map']);
        } else {
            return $this->add($this->scalar($v));
        }
        $keys = $items = [];
        foreach (array_keys($v) as $k) {
            $keys[] = $this->add($this->scalar($k));
            $items[] = $this->place($v, $k);
        }
        $this->nodes[$i]['keys'] = $keys;
        $this->nodes[$i]['items'] = $items;
        return $i;
    }

    private function scalar($v) {
        switch (gettype($v)) {
            case 'NULL': return ['kind' => 'null'];
            case 'boolean': return ['kind' => 'bool', 'text' => $v ? 'true' : 'false'];
            case 'integer': return ['kind' => 'int', 'text' => (string)$v];
            case 'double': return ['kind' => 'float', 'text' => bin2hex(pack('E', $v))];
        }
        if (preg_match('//u', $v)) {
            return ['kind' => 'text', 'text' => $v];
        }
        return ['kind' => 'bytes', 'text' => bin2hex($v)];
    }
}

function begin($how) {
    if (session_status() == PHP_SESSION_ACTIVE) {
        session_abort();
    }
    ini_set('session.serialize_handler', $how);
    session_id('peer');
    session_start();
}

function write($how, $graph) {
    $_SESSION = (new Builder($graph['nodes']))->value();
    if ($how == 'JSON') {
        return json_encode((object)$_SESSION, JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR);
    }
    return session_encode();
}

function read($how, $value) {
    if ($how == 'JSON') {
        $v = json_decode($value, true, 512, JSON_THROW_ON_ERROR);
    } else {
        begin($how);
        $_SESSION = [];
        if (!session_decode($value)) {
            throw new Exception('session_decode fails');
        }
        $v = $_SESSION;
    }
    $t = new Teller;
    $t->tell($v);
    return ['nodes' => $t->nodes];
}

set_error_handler(function ($level, $text) { throw new Exception($text); });
$how = '';
while (($line = fgets(STDIN)) !== false) {
    $q = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    $answer = [];
    if (isset($q['write'])) {
        $how = $q['how'];
        if ($how != 'JSON') {
            begin($how);
        }
        foreach ($q['write'] as $graph) {
            $answer['values'][] = base64_encode(write($how, $graph));
        }
    } else {
        foreach ($q['read'] as $value) {
            try {
                $answer['graphs'][] = read($how, base64_decode($value));
            } catch (Throwable $e) {
                $answer['graphs'][] = ['error' => get_class($e) . ': ' . $e->getMessage()];
            }
        }
    }
    fwrite(STDOUT, json_encode($answer, JSON_THROW_ON_ERROR) . "\n"); // echo would end the headers
}
