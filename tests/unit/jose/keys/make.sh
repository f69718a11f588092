#!/usr/bin/env bash
# Makes the key files of this folder anew with the openssl command (3.0 or later). Tests hold for any such keys.
set -euo pipefail
cd "$(dirname "$0")"
pair() { # name, genpkey arguments
  local name=$1
  shift
  openssl genpkey -quiet "$@" -out "$name.private.pem"
  openssl pkey -in "$name.private.pem" -pubout -out "$name.public.pem"
}
pair rsa2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
pair rsa2047 -algorithm RSA -pkeyopt rsa_keygen_bits:2047
pair rsa_e3 -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3
pair rsa_3primes -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3
pair rsa_pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
pair p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
pair p256_explicit -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
pair p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
pair p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
pair secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
pair ed25519 -algorithm ED25519
pair ed448 -algorithm ED448
pair x25519 -algorithm X25519
openssl pkey -in rsa2048.private.pem -traditional -out rsa_pkcs1.private.pem
openssl pkey -in p256.private.pem -traditional -out sec1.private.pem
openssl pkey -in p256_explicit.private.pem -traditional -out sec1_explicit.private.pem
openssl rsa -in rsa2048.private.pem -RSAPublicKey_out -out rsa_pkcs1.public.pem
openssl pkey -in ed25519.private.pem -aes256 -passout pass:secret -out encrypted.private.pem
openssl pkey -in p256.private.pem -aes128 -traditional -passout pass:secret -out encrypted_by_headers.private.pem
openssl req -x509 -new -key p256.private.pem -subj /CN=test -days 3650 -out certificate.pem
openssl req -x509 -new -key p256.private.pem -subj /CN=test -days 3650 -addext keyUsage=keyEncipherment \
  -out certificate_encipherment.pem
openssl req -x509 -new -key rsa2048.private.pem -subj /CN=test -days 30 -addext keyUsage=digitalSignature \
  -out certificate_rsa.pem
{ openssl ecparam -name P-256; cat p256.private.pem; } > parameters_first.private.pem
ssh-keygen -q -t ed25519 -N '' -C test -f openssh && mv openssh openssh.private.pem
rm -f rsa2047.private.pem rsa_pss.private.pem x25519.private.pem rsa_3primes.public.pem
