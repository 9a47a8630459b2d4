<?php
class User { public $name = 'Anna'; protected $role = 'admin'; private $secret = "\xff"; public $friend; }
class Magic
{
    public $v;
    function __construct($v = null) { $this->v = $v; }
    function __serialize(): array { return $this->v === [] ? [] : ['v' => $this->v]; }
    function __unserialize(array $a): void { $this->v = $a['v'] ?? []; }
}
class Custom implements Serializable
{
    public $v = 'payload';
    function serialize() { return $this->v; }
    function unserialize($s) { $this->v = rtrim($s, "\0"); }
}
class Sleeper { public $a = 1; private $b = 2; public $c = 3; function __sleep() { return ['b', 'c']; } }
