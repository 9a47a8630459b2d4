<?php // Prints cookies as Laravel makes them, one JSON object a line. Needs Illuminate's Encryption and Cookie.
@include '/usr/share/php/Illuminate/autoload.php';
foreach (['Contracts', 'Support', 'Encryption', 'Cookie'] as $part) { @include_once "/usr/share/php/Illuminate/$part/autoload.php"; }
if (!class_exists('Illuminate\Encryption\Encrypter')) exit;
foreach (['AES-256-CBC', 'AES-128-CBC', 'AES-256-GCM', 'AES-128-GCM'] as $cipher) {
  try {
    $key = Illuminate\Encryption\Encrypter::generateKey($cipher);
    $encrypter = new Illuminate\Encryption\Encrypter($key, $cipher);
  } catch (RuntimeException $e) { continue; } // an old release has no GCM
  foreach ([false, true] as $serialize) {
    $id = substr(str_replace(['/', '+', '='], '', base64_encode(random_bytes(60))), 0, 40);
    $prefix = class_exists('Illuminate\Cookie\CookieValuePrefix') ? Illuminate\Cookie\CookieValuePrefix::create('laravel_session', $key) : hash_hmac('sha1', 'laravel_sessionv2', $key).'|';
    $value = $encrypter->encrypt($prefix.$id, $serialize);
    echo json_encode(['form' => 'laravel', 'by' => "Illuminate Encrypter, $cipher".($serialize ? ', serialized' : ''), 'name' => 'laravel_session',
      'value' => rawurlencode($value), 'id' => $id, 'secret' => 'base64:'.base64_encode($key)]), "\n";
  }
}
