// @node-rs/argon2, @node-rs/bcrypt, bcrypt and Node's own PBKDF2: one password, compared with what signet verifies.
// Usage: bench.mjs CASE=STORED...; for each line read, lines of case, subject and CPU nanoseconds of the whole process,
// and a full stop.
import { pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Algorithm, hashRawSync } from '@node-rs/argon2'
import { verifySync } from '@node-rs/bcrypt'
import bcrypt from 'bcrypt'

const password = 'correct horse battery staple'
const slice = 20_000 // microseconds

const version = (name) => `${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version}`

function must(holds) {
  if (!holds) throw new Error('a peer and signet differ')
}

function argon2id(stored) {
  const [, , , parameters, salt, tag] = stored.split('$')
  const [memoryCost, timeCost, parallelism] = parameters.split(',').map((each) => Number(each.split('=')[1]))
  const expected = Buffer.from(tag, 'base64')
  const options = { algorithm: Algorithm.Argon2id, memoryCost, timeCost, parallelism, outputLen: expected.length,
    salt: Buffer.from(salt, 'base64') }
  return { [version('@node-rs/argon2')]: () => must(hashRawSync(password, options).equals(expected)) }
}

function bcrypts(stored) {
  return {
    [version('@node-rs/bcrypt')]: () => must(verifySync(password, stored)),
    [version('bcrypt')]: () => must(bcrypt.compareSync(password, stored)),
  }
}

function pbkdf2(stored) {
  const [, , parameters, salt, tag] = stored.split('$')
  const expected = Buffer.from(tag, 'base64')
  const iterations = Number(parameters.split('=')[1])
  return {
    [`node ${process.versions.node}`]: () =>
      must(pbkdf2Sync(password, Buffer.from(salt, 'base64'), iterations, expected.length, 'sha256').equals(expected)),
  }
}

const kinds = { argon2id, bcrypt: bcrypts, pbkdf2 }
const spent = () => { const { user, system } = process.cpuUsage(); return user + system }

function timed(once) {
  const begun = spent()
  let calls = 0
  do {
    once()
    ++calls
  } while (spent() - begun < slice)
  return ((spent() - begun) * 1000) / calls
}

const all = []
for (const argument of process.argv.slice(2)) {
  const [, name, stored] = argument.match(/^([^=]+)=(.*)$/)
  for (const [peer, once] of Object.entries(kinds[name.split('_')[0]](stored))) {
    once()
    all.push({ name: `${name}\t${peer}`, once })
  }
}
for await (const _ of createInterface({ input: process.stdin })) {
  for (const job of all) console.log(`${job.name}\t${timed(job.once).toFixed(1)}`)
  console.log('.')
}
