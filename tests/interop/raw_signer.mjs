// Signs any bytes with any key by node:crypto, so that mutated tokens carry signatures that hold. Not a peer.
import { constants, createHmac, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

import { serve } from "./peers/lines.mjs";

const hashes = { 256: "sha256", 384: "sha384", 512: "sha512" };

function asymmetric(alg, key, input, { salt, der, hash }) {
  const digest = hashes[hash ?? alg.match(/\d{3}/)?.[0]];
  if (alg.startsWith("Ed")) return sign(null, input, key);
  if (alg.startsWith("ES")) return sign(digest, input, { key, dsaEncoding: der ? "der" : "ieee-p1363" });
  if (alg.startsWith("RS")) return sign(digest, input, { key, padding: constants.RSA_PKCS1_PADDING });
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign(digest, input, { key, padding, saltLength: salt ?? constants.RSA_PSS_SALTLEN_DIGEST });
}

serve({
  // Either `secret_b64u` or a private key as `pem`; `salt`, `hash` and `der` make signatures that must not hold.
  sign({ alg, pem, secret_b64u, input_b64u, ...unusual }) {
    const input = Buffer.from(input_b64u, "base64url");
    const signature = secret_b64u !== undefined
      ? createHmac(hashes[alg.slice(2)], Buffer.from(secret_b64u, "base64url")).update(input).digest()
      : asymmetric(alg, createPrivateKey(pem), input, unusual);
    return { signature_b64u: signature.toString("base64url") };
  },

  // What no peer and not signet makes: an RSA key of so many bits.
  weak_rsa({ bits }) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
    return {
      private: { pem: privateKey.export({ type: "pkcs8", format: "pem" }) },
      public: { pem: publicKey.export({ type: "spki", format: "pem" }), jwk: publicKey.export({ format: "jwk" }) },
    };
  },
});
