// jsonwebtoken, jose and fast-jwt (cache off and on): the full check of the eight-claim token, keys loaded.
// Usage: bench.mjs KEYS ROUNDS; prints case, subject, CPU nanoseconds of the whole process.
import { createPrivateKey, createPublicKey, createSecretKey, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createVerifier } from 'fast-jwt'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'

const [keys, rounds] = [process.argv[2], Number(process.argv[3])]
const issuer = 'https://id.example.com', audience = 'https://api.example.com'
const slice = 40_000 // microseconds

const pem = (name) => readFileSync(`${keys}/${name}.pem`)
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version
const secret = Buffer.from('k'.repeat(32))
const pairs = { RS256: 'rsa', PS256: 'rsa', ES256: 'ec', EdDSA: 'ed25519' }

function keyPair(algorithm) {
  if (algorithm === 'HS256') return [createSecretKey(secret), createSecretKey(secret)]
  const name = pairs[algorithm]
  return [createPrivateKey(pem(`${name}.private`)), createPublicKey(pem(`${name}.public`))]
}

function sign(algorithm, key) {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer, sub: randomUUID(), aud: audience, exp: now + 86400, nbf: now, iat: now, jti: randomUUID(),
    scope: 'posts:read posts:write',
  }
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(key)
}

const check = (payload) => {
  if (payload.sub.length !== 36) throw new Error('a claim differs')
}

function jobs(algorithm, key, token) {
  const required = { key: algorithm === 'HS256' ? secret : pem(`${pairs[algorithm]}.public`), algorithms: [algorithm],
    allowedIss: issuer, allowedAud: audience, requiredClaims: ['iss', 'aud', 'exp', 'nbf'] }
  const plain = createVerifier({ ...required, cache: false })
  const cached = createVerifier({ ...required, cache: true })
  const all = [
    [`jose ${version('jose')}`, async () => check((await jwtVerify(token, key, { issuer, audience, algorithms: [algorithm] })).payload)],
    [`fast-jwt ${version('fast-jwt')}`, () => check(plain(token))],
    [`fast-jwt ${version('fast-jwt')}, cache hit`, () => check(cached(token))],
  ]
  if (algorithm !== 'EdDSA') // which it has not
    all.push([`jsonwebtoken ${version('jsonwebtoken')}`, () => check(jsonwebtoken.verify(token, key, { issuer, audience, algorithms: [algorithm] }))])
  return all.map(([subject, once]) => ({ name: `${algorithm.toLowerCase()}_verify\t${subject}`, once, times: [] }))
}

const spent = () => { const { user, system } = process.cpuUsage(); return user + system }

// Only what gives a promise is waited for: that costs time which the others do not need.
async function timed(once) {
  const begun = spent()
  let calls = 0
  while (spent() - begun < slice) {
    for (let i = 0; i < 16; ++i) {
      const promise = once()
      if (promise) await promise
    }
    calls += 16
  }
  return ((spent() - begun) * 1000) / calls
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]

const all = []
for (const algorithm of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']) {
  const [privateKey, publicKey] = keyPair(algorithm)
  all.push(...jobs(algorithm, publicKey, await sign(algorithm, privateKey)))
}
for (let round = 0; round < rounds; ++round) {
  for (const job of all) job.times.push(await timed(job.once))
}
for (const job of all) console.log(`${job.name}\t${median(job.times).toFixed(1)}`)
