/** Preloaded with `--import`: writes each file that is opened, and each program that is started, into the file RECORDED. */
import child_process from 'node:child_process'
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'

const file = process.env.RECORDED
const {openSync, writeSync} = fs
const to = file === undefined ? undefined : openSync(file, 'a')

function record(what: string, name: unknown): void {
  const text = Buffer.isBuffer(name) ? name.toString('utf8') : String(name)
  if (to !== undefined) writeSync(to, `${what} ${text.replaceAll('\n', ' ')}\n`)
}

/** Puts a function that records its first argument in place of one of a module. */
function watch(owner: object, name: string, what: string): void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function') return
  Reflect.set(owner, name, function watched(this: unknown, ...args: unknown[]) {
    record(what, args[0])
    return Reflect.apply(original, this, args)
  })
}

for (const name of ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream'])
  watch(fs, name, 'open')
for (const name of ['open', 'readFile']) watch(fs.promises, name, 'open')
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'fork'])
  watch(child_process, name, 'start')
syncBuiltinESMExports()
