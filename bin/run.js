#!/usr/bin/env node
// Plain, old JavaScript until the version is known: an older Node must still be able to read it.
import {homedir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {fileURLToPath} from 'node:url'

const REQUIRED = 24

if (Number(process.versions.node.split('.')[0]) < REQUIRED) {
  process.stderr.write(`mediastruct needs Node.js ${REQUIRED} or newer; this is ${process.versions.node}.\n`)
  process.exit(2)
}

const {enableCompileCache} = await import('node:module')
const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const compiled = join(cacheHome, 'mediastruct', 'compile')
// Worker threads know of it by the environment alone.
if (enableCompileCache(compiled).directory) process.env.NODE_COMPILE_CACHE ??= compiled

const {start} = await import('../dist/start.js')
// Not awaited here: a closed stdout may end the process while a help page is still being written.
start(fileURLToPath(new URL('..', import.meta.url)), process.argv.slice(2))
