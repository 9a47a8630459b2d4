<?php
class User { public $name = 'Anna'; protected $role = 'admin'; private $secret = "\xff"; public $friend; }
class Vip extends User { private $secret = 'other'; public ?int $typed; public int $unset; }
class Magic
{
    public $v;
    function __construct($v = null) { $this->v = $v; }
    function __serialize(): array { return $this->v === [] ? [] : ['v' => $this->v, 5 => 'five']; }
    function __unserialize(array $a): void { $this->v = $a['v'] ?? []; }
}
class Custom implements Serializable
{
    public $v = 'payload';
    function serialize() { return $this->v; }
    function unserialize($s) { $this->v = $s; }
}
class Sleeper { public $a = 1; private $b = 2; public $c = 3; function __sleep() { return ['b', 'c']; } }
enum Suit: string { case Hearts = 'h'; case Spades = 's'; }
enum Plain { case Hearts; case Two; }
