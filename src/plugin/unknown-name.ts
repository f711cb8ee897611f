/** A name that no plugin offers; where one that is turned off would, that is said. */
import {MediaStructError, unknownName} from '../errors.ts'
import {type NamedHook, ownerOf, type Registry} from './registry.ts'

/** What a name of each hook is the name of. */
const KINDS: Readonly<Record<NamedHook, string>> = {
  hashAlgorithm: 'hash algorithm',
  captureDate: 'capture-date source',
  renameStrategy: 'rename strategy',
  dedupePolicy: 'dedupe policy',
  volumeTarget: 'medium',
  ecc: 'error correction',
}

export function unknownProvider(
  registry: Pick<Registry, 'names' | 'turnedOff'>,
  hook: NamedHook,
  name: string,
): MediaStructError {
  const kind = KINDS[hook]
  const known = registry.names(hook)
  const {taps, file} = registry.turnedOff
  const owner = ownerOf(taps, hook, name)
  if (owner === undefined) return unknownName(kind, name, known)
  const others = known.length > 0 ? `Known: ${known.join(', ')}.` : `No other plugin offers one.`
  return new MediaStructError(
    'UNKNOWN_NAME',
    `There is no ${kind} named "${name}": ${owner}, which offers it, is turned off in ${file}.`,
    {hint: `Take it out of "disable" there, or choose another. ${others}`},
  )
}
