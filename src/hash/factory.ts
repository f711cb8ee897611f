/** A provider's hasher in this thread, by the module that it names; every digest is checked for its length. */
import type {Hasher, HashProvider} from '../hooks.ts'

const factories = new Map<string, () => Hasher>()

/** @throws TypeError where the module has no such function; whatever importing it throws */
export async function factoryOf(provider: HashProvider): Promise<() => Hasher> {
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
