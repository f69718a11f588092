// Drives jose (panva): SignJWT and jwtVerify.
import { readFileSync } from "node:fs";

import * as jose from "jose";

import { serve } from "./lines.mjs";

const manifest = new URL("./node_modules/jose/package.json", import.meta.url);

function secretOf(key) {
  return new Uint8Array(Buffer.from(key.secret_b64u, "base64url"));
}

serve({
  about: () => ({
    version: JSON.parse(readFileSync(manifest, "utf8")).version,
    algorithms: [
      "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
      "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
    ],
    curves: ["Ed25519"],
    sign_forms: ["jwk", "pem", "secret"],
    verify_forms: ["jwk", "pem", "secret"],
    clock: true,
    generate: ["HS256", "HS384", "HS512", "RS256", "ES256", "ES384", "ES512", "Ed25519"],
  }),

  async generate({ alg }) {
    if (alg.startsWith("HS")) {
      const secret = await jose.generateSecret(alg, { extractable: true });
      return { secret_b64u: (await jose.exportJWK(secret)).k };
    }
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    return {
      private: { jwk: await jose.exportJWK(privateKey), pem: await jose.exportPKCS8(privateKey) },
      public: { jwk: await jose.exportJWK(publicKey), pem: await jose.exportSPKI(publicKey) },
    };
  },

  async sign({ alg, key, header, claims }) {
    const signing = key.jwk ?? (key.pem ? await jose.importPKCS8(key.pem, alg) : secretOf(key));
    const token = new jose.SignJWT(claims).setProtectedHeader({ alg, ...header });
    return { token: await token.sign(signing) };
  },

  async verify({ token, key, algs, now, iss, aud, require }) {
    const verifying = key.jwk ?? (key.pem ? await jose.importSPKI(key.pem, algs[0]) : secretOf(key));
    const options = { algorithms: algs, currentDate: new Date(now * 1000), requiredClaims: require ?? [] };
    if (iss !== undefined) options.issuer = iss;
    if (aud !== undefined) options.audience = aud;
    return { claims: (await jose.jwtVerify(token, verifying, options)).payload };
  },
});
