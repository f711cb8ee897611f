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
enableCompileCache(join(cacheHome, 'mediastruct', 'compile'))

const {prepareForPackages} = await import('../dist/user-modules.js')
await prepareForPackages(process.argv.slice(2))

const {flush, run, settings} = await import('@oclif/core')
// What is linked runs what it would ship, like what is installed.
settings.enableAutoTranspile = false
// Not awaited here: a closed stdout may end the process while a help page is still being written.
run(process.argv.slice(2), import.meta.url)
  .then(() => flush())
  .catch(async (error) => {
    const {tellStartFailure} = await import('../dist/start-failure.js')
    await tellStartFailure(error, fileURLToPath(new URL('..', import.meta.url)), process.argv.slice(2))
  })
