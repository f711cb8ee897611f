/** A plugin's hash in this thread: proved before it is used, every digest checked. */
import {MediaStructError, messageOf} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'
import type {Hasher} from '../hooks.ts'
import {enableUserModules} from '../user-modules.ts'
import {type Digester, eachAnew} from './digester.ts'
import type {ChosenHash} from './factory.ts'

type HasherFactory = () => Hasher

/** ms that a module may take to load. */
const LOAD_TIMEOUT_MS = 30_000

/** @throws MediaStructError PLUGIN_FAILED where the module can't be had, or what it makes is no hash */
export async function foreignDigester(provider: ChosenHash): Promise<Digester> {
  try {
    const factory = await load(provider)
    const checked = () => guarded(factory, provider)
    prove(checked)
    return eachAnew(checked)
  } catch (error) {
    throw failure(provider, error)
  }
}

async function load(provider: ChosenHash): Promise<HasherFactory> {
  // Each thread for itself: what was enabled in the main thread is unknown in a worker.
  enableUserModules()
  const imported = (): Promise<Record<string, unknown>> => import(provider.module)
  const loading = runForeign(nameOf(provider), () => inTime(imported(), timeLimitMs(LOAD_TIMEOUT_MS)))
  const factory = (await loading)[provider.export]
  if (typeof factory === 'function') return factory as HasherFactory
  throw new TypeError(`${provider.module} has no function "${provider.export}"`)
}

/** What it throws is named; a digest of another length than promised is an error of that file, never a hash in the index. */
function guarded(factory: HasherFactory, provider: ChosenHash): Hasher {
  const named = <T>(work: () => T): T => {
    try {
      return runForeign(nameOf(provider), work)
    } catch (error) {
      throw failure(provider, error)
    }
  }
  const hasher = named(factory)
  return {
    update: (bytes) => named(() => hasher.update(bytes)),
    digest: () => named(() => ofLength(provider.digestBytes, hasher.digest())),
  }
}

function ofLength(bytes: number, digest: unknown): Uint8Array {
  if (digest instanceof Uint8Array && digest.length === bytes) return digest
  const given = digest instanceof Uint8Array ? `${digest.length}` : typeof digest
  throw new TypeError(`it promised ${bytes} bytes and gave ${given}`)
}

function nameOf({plugin = 'mediastruct', name}: ChosenHash): string {
  return `The plugin ${plugin} failed in hashAlgorithm "${name}"`
}

function failure(provider: ChosenHash, error: unknown): MediaStructError {
  if (error instanceof MediaStructError) return error
  return new MediaStructError('PLUGIN_FAILED', `${nameOf(provider)}: ${messageOf(error)}`, {
    hint: 'Mend it, or choose another with "hash" in the config.',
    cause: error,
  })
}

/**
 * One that gives every content the same digest, or one content two of them, is no hash, and everything would look like a
 * duplicate or nothing would: that is found out before a file is hashed.
 */
function prove(factory: HasherFactory): void {
  const digests = PROBES.map((bytes) => digestOf(factory, [bytes]))
  if (new Set(digests).size < digests.length) throw new Error('it gives different contents the same digest')
  const again = PROBES.map((bytes) => digestOf(factory, [bytes.subarray(0, 100), bytes.subarray(100)]))
  if (digests.some((digest, index) => digest !== again[index])) {
    throw new Error('it gives one content different digests')
  }
}

/** Contents that differ in length, in their first byte, in their last. */
const PROBES = ['', 'a', 'b', 'a'.repeat(5000), `b${'a'.repeat(4999)}`, `${'a'.repeat(4999)}c`].map((text) =>
  Buffer.from(text),
)

function digestOf(factory: HasherFactory, parts: readonly Uint8Array[]): string {
  const hasher = factory()
  // Copies: a hasher that keeps or changes what it is given must not spoil the next one's.
  for (const part of parts) hasher.update(Buffer.from(part))
  return Buffer.from(hasher.digest()).toString('hex')
}
