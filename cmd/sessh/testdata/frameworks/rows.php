<?php
// What the scripts of frameworks write and tell.
function session_value(bool $large): array {
    $value = ['user' => 'jürgen', 'cart' => ['items' => [['sku' => 'a-1', 'qty' => 2], ['sku' => 'b', 'qty' => 1]], 'total' => 7.5]];
    return $large ? $value + ['text' => str_repeat('Käse ist für alle da; ', 200)] : $value;
}

// Tells the cart, and whether the rest is as it was.
function tell_values(array $session): void {
    echo json_encode([
        'cart' => $session['cart'] ?? null, 'user' => $session['user'] ?? null, 'text' => strlen($session['text'] ?? ''),
    ], JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR), "\n";
}
