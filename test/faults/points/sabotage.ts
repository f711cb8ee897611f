/** Loaded before the program: gives it a mover that takes the old name away before the new one is there. */
import {registerHooks} from 'node:module'

const CARELESS = `
import {readFile, unlink, writeFile} from 'node:fs/promises'
export async function giveName(from, to) {
  const [old, next] = [Buffer.from(from, 'latin1'), Buffer.from(to, 'latin1')]
  const bytes = await readFile(old)
  await unlink(old)
  await writeFile(next, bytes)
  return 'renamed'
}
`

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/mover/give-name.js')) return nextLoad(url, context)
    return {format: 'module', source: CARELESS, shortCircuit: true}
  },
})
