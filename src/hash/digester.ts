/** Digests of many contents after another, as one thread reads its files. */
import type {Hasher} from '../hooks.ts'

/** To make a hasher for each small file would cost more than to hash it: what can begin anew serves them all. */
export interface Digester {
  /** What was fed before is forgotten, finished or not. */
  begin(): void
  update(bytes: Uint8Array): void
  /** Of what came since `begin`, lower-case hex. */
  hex(): string
}

/** With a new hasher for each content, as plugins give them. */
export function eachAnew(createHasher: () => Hasher): Digester {
  let hasher: Hasher | undefined
  const begun = () => {
    hasher ??= createHasher()
    return hasher
  }
  return {
    begin: () => {
      hasher = undefined
    },
    update: (bytes) => begun().update(bytes),
    hex: () => Buffer.from(begun().digest()).toString('hex'),
  }
}
