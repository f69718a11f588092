// jsonwebtoken, jose and fast-jwt (cache off and on): the full check of the eight-claim token, and its making, keys
// loaded. Usage: bench.mjs KEYS; for each line read, lines of case, subject and CPU nanoseconds of the whole process,
// and a full stop.
import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createSigner, createVerifier } from 'fast-jwt'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'

const keys = process.argv[2]
const uuid = '5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001'
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

function claims() {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer, sub: uuid, aud: audience, exp: now + 86400, nbf: now, iat: now, jti: uuid, scope: 'posts:read posts:write',
  }
}

const joseSign = (algorithm, key) => new SignJWT(claims()).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(key)

const check = (payload) => {
  if (payload.sub.length !== uuid.length) throw new Error('a claim differs')
}

function verifiers(algorithm, key, token) {
  const required = { key: algorithm === 'HS256' ? secret : pem(`${pairs[algorithm]}.public`), algorithms: [algorithm],
    allowedIss: issuer, allowedAud: audience, requiredClaims: ['iss', 'aud', 'exp', 'nbf'] }
  const plain = createVerifier({ ...required, cache: false })
  const cached = createVerifier({ ...required, cache: true })
  const wanted = { issuer, audience, algorithms: [algorithm] }
  return {
    jose: async () => check((await jwtVerify(token, key, wanted)).payload),
    'fast-jwt': () => check(plain(token)),
    'fast-jwt cache hit': () => check(cached(token)),
    jsonwebtoken: () => check(jsonwebtoken.verify(token, key, wanted)),
  }
}

function signers(algorithm, key) {
  const fast = createSigner({ key: algorithm === 'HS256' ? secret : pem(`${pairs[algorithm]}.private`), algorithm })
  return {
    jose: () => joseSign(algorithm, key),
    'fast-jwt': () => fast(claims()),
    jsonwebtoken: () => jsonwebtoken.sign(claims(), key, { algorithm }),
  }
}

function named(name, algorithm, jobs) {
  if (algorithm === 'EdDSA') delete jobs.jsonwebtoken // which has it not
  return Object.entries(jobs).map(([peer, once]) => {
    const [library, ...rest] = peer.split(' ')
    return { name: [name, [library, version(library), ...rest].join(' ')].join('\t'), once }
  })
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

const all = []
for (const algorithm of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']) {
  const [privateKey, publicKey] = keyPair(algorithm)
  const name = algorithm.toLowerCase()
  all.push(...named(`${name}_verify`, algorithm, verifiers(algorithm, publicKey, await joseSign(algorithm, privateKey))))
  all.push(...named(`${name}_sign`, algorithm, signers(algorithm, privateKey)))
}
for await (const _ of createInterface({ input: process.stdin })) {
  for (const job of all) console.log(`${job.name}\t${(await timed(job.once)).toFixed(1)}`)
  console.log('.')
}
