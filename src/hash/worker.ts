/** The worker thread's side of hashing: a batch of paths in, a batch of digests out. */
import type {Hasher, HashProvider} from '../hooks.ts'
import type {RawPath} from '../paths/bytes.ts'
import {type HashResult, hashFile} from './read.ts'

export interface HashTask {
  paths: readonly RawPath[]
  provider: HashProvider
}

const factories = new Map<string, () => Hasher>()

async function factoryOf(provider: HashProvider): Promise<() => Hasher> {
  const key = `${provider.module}#${provider.export}`
  const known = factories.get(key)
  if (known) return known
  const loaded: Record<string, unknown> = await import(provider.module)
  const factory = loaded[provider.export]
  if (typeof factory !== 'function') {
    throw new TypeError(
      `${provider.module} has no function "${provider.export}" for the hash "${provider.name}".`,
    )
  }
  const checked = () => guarded((factory as () => Hasher)(), provider)
  factories.set(key, checked)
  return checked
}

/** A digest of another length than promised is an error of that file, never a hash in the index. */
function guarded(hasher: Hasher, provider: HashProvider): Hasher {
  return {
    update: (bytes) => hasher.update(bytes),
    digest() {
      const digest = hasher.digest()
      if (!(digest instanceof Uint8Array) || digest.length !== provider.digestBytes) {
        throw new TypeError(
          `the hash "${provider.name}" promised ${provider.digestBytes} bytes and gave ${
            digest instanceof Uint8Array ? `${digest.length}` : typeof digest
          }`,
        )
      }
      return digest
    },
  }
}

export default async function hashBatch({paths, provider}: HashTask): Promise<HashResult[]> {
  const factory = await factoryOf(provider)
  return paths.map((path) => hashFile(path, factory))
}
