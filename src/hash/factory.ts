/** A hash's digester in this thread, by the module that it names. */
import type {HashProvider} from '../hooks.ts'
import {BLAKE3, blake3Digester} from './blake3.ts'
import type {Digester} from './digester.ts'

/** With the plugin that offers it, for the sentence that tells of its failure. */
export interface ChosenHash extends HashProvider {
  readonly plugin?: string
}

/** Whether a plugin brings it. */
export function isForeign({module}: ChosenHash): boolean {
  return module !== BLAKE3.module
}

const digesters = new Map<string, Promise<Digester>>()

/** One for each hash and thread. @throws MediaStructError PLUGIN_FAILED where the module can't be had, or what it makes is no hash */
export function digesterOf(provider: ChosenHash): Promise<Digester> {
  const key = `${provider.module}#${provider.export}`
  const made = digesters.get(key) ?? makeDigester(provider)
  digesters.set(key, made)
  return made
}

/** What plugins take is loaded with the first of theirs: each thread would pay for it. */
async function makeDigester(provider: ChosenHash): Promise<Digester> {
  if (!isForeign(provider)) return blake3Digester()
  const {foreignDigester} = await import('./foreign.ts')
  return await foreignDigester(provider)
}
