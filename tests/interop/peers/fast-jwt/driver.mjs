// Drives fast-jwt: createSigner and createVerifier, without its cache.
import { readFileSync } from "node:fs";

import { createSigner, createVerifier } from "fast-jwt";

import { serve } from "./lines.mjs";

const manifest = new URL("./node_modules/fast-jwt/package.json", import.meta.url);

function keyOf(key) {
  return key.pem ?? Buffer.from(key.secret_b64u, "base64url");
}

serve({
  about: () => ({
    version: JSON.parse(readFileSync(manifest, "utf8")).version,
    algorithms: [
      "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
      "ES256", "ES384", "ES512", "EdDSA",
    ],
    curves: ["Ed25519", "Ed448"],
    sign_forms: ["pem", "secret"],
    verify_forms: ["pem", "secret"],
    clock: true,
  }),

  sign({ alg, key, header, claims }) {
    const noTimestamp = !Object.hasOwn(claims, "iat");  // true takes away the given one as well
    return { token: createSigner({ key: keyOf(key), algorithm: alg, header, noTimestamp })(claims) };
  },

  verify({ token, key, algs, now, iss, aud, require }) {
    const options = {
      key: keyOf(key), algorithms: algs, allowedIss: iss, allowedAud: aud,
      clockTimestamp: now * 1000, requiredClaims: require,
    };
    return { claims: createVerifier(options)(token) };
  },
});
