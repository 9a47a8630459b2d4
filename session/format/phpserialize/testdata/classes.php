<?php
// The classes of the objects in the fixtures.
namespace App {
    class Cart
    {
        public array $items = [];
        protected int $total = 3;
        private ?User $owner = null;
        public function __construct(array $items = [], ?User $owner = null)
        {
            $this->items = $items;
            $this->owner = $owner;
        }
    }
    class User
    {
        public int $id = 7;
        public mixed $friend = null;
    }
    class Vip extends Cart
    {
        private $owner = 'of the subclass';
        public $größe = 'XL';
    }
    class Point
    {
        public function __construct(private float $x = 0, private float $y = 0) {}
        public function __serialize(): array { return [$this->x, 'why' => $this->y]; }
        public function __unserialize(array $data): void { [$this->x, $this->y] = [$data[0], $data['why']]; }
    }
    class Sleeper
    {
        public $kept = 'kept';
        public $lost = 'lost';
        protected $also = [1];
        public function __sleep() { return ['kept', 'also']; }
    }
}
namespace {
    enum Suit: string { case Hearts = 'h'; case Spades = 's'; }
    enum Plain { case One; case Two; }
    // What it serializes is numbered with what is around it.
    class Nesting implements Serializable
    {
        public function __construct(public $data = null) {}
        public function serialize() { return serialize($this->data); }
        public function unserialize($s) { $this->data = unserialize($s); }
    }
    class Custom implements Serializable
    {
        public function __construct(public $data = null) {}
        public function serialize() { return json_encode($this->data); }
        public function unserialize($s) { $this->data = json_decode($s, true); }
    }
}
