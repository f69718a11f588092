// Drives jsonwebtoken (Auth0); its JWK keys are those of node:crypto.
import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";

import jsonwebtoken from "jsonwebtoken";

import { serve } from "./lines.mjs";

const manifest = new URL("./node_modules/jsonwebtoken/package.json", import.meta.url);

function keyOf(key, fromJwk) {
  if (key.pem) return key.pem;
  if (key.jwk && key.jwk.kty !== "oct") return fromJwk({ key: key.jwk, format: "jwk" });
  return Buffer.from(key.jwk ? key.jwk.k : key.secret_b64u, "base64url");
}

serve({
  about: () => ({
    version: JSON.parse(readFileSync(manifest, "utf8")).version,
    algorithms: [
      "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    ],
    curves: [],
    sign_forms: ["jwk", "pem", "secret"],
    verify_forms: ["jwk", "pem", "secret"],
    clock: true,
  }),

  sign({ alg, key, header, claims }) {
    const noTimestamp = !Object.hasOwn(claims, "iat");  // else it adds one of its own
    return { token: jsonwebtoken.sign(claims, keyOf(key, createPrivateKey), { algorithm: alg, header, noTimestamp }) };
  },

  verify({ token, key, algs, now, iss, aud }) {
    const options = { algorithms: algs, clockTimestamp: now, issuer: iss, audience: aud };
    return { claims: jsonwebtoken.verify(token, keyOf(key, createPublicKey), options) };
  },
});
