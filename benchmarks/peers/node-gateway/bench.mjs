// Flow A's /validate and /login by Node's http, fast-jwt (without its cache) and bcrypt, for the benchmarks of serving.
// Usage: bench.mjs PORT USERS; the key is in JWT_SECRET, USERS has a name and a bcrypt hash a line.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import bcrypt from 'bcrypt'
import { createSigner, createVerifier } from 'fast-jwt'

const [port, usersFile] = process.argv.slice(2)
const key = process.env.JWT_SECRET
const issuer = 'auth-service', audience = 'api-service'
const users = new Map(readFileSync(usersFile, 'utf8').trim().split('\n').map((line) => line.split(' ')))

const verify = createVerifier({ key, algorithms: ['HS256'], allowedIss: issuer, allowedAud: audience,
  requiredClaims: ['iss', 'aud', 'exp'], cache: false })
const sign = createSigner({ key, algorithm: 'HS256', iss: issuer, aud: [audience], expiresIn: 900_000 })

// An empty answer, as nginx wants it.
const empty = (response, status) =>
  response.writeHead(status, { 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()

function validate(request, response) {
  const given = request.headers.authorization
  if (!given?.startsWith('Bearer ')) return empty(response, 401)
  try {
    verify(given.slice(7))
  } catch {
    return empty(response, 401)
  }
  empty(response, 200)
}

function answer(response, status, value) {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body)
}

async function login(request, response) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  let given
  try {
    given = JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    return answer(response, 400, { error: 'Invalid request format', code: 'INVALID_JSON' })
  }
  const hash = users.get(given.username)
  if (!hash || !(await bcrypt.compare(given.password, hash))) {
    return answer(response, 401, { error: 'Invalid credentials', code: 'INVALID_CREDENTIALS' })
  }
  answer(response, 200, { token: sign({ sub: given.username }) })
}

const server = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/validate') return validate(request, response)
  if (request.method === 'POST' && request.url === '/login') return login(request, response)
  answer(response, 404, { error: 'Not found' })
})
server.keepAliveTimeout = 75_000 // as signet's; Go's has no end
server.listen(Number(port), '127.0.0.1', 4096)
