/** Choosing a provider by name: an unknown name, or no answer, is an error that offers the nearest one. */
import {inspect} from 'node:util'
import {MediaStructError} from '../errors.ts'
import type {ChosenHash} from '../hash/factory.ts'
import type {VolumeTarget} from '../hooks.ts'
import {ownerOf, type Registry} from './registry.ts'
import {unknownProvider} from './unknown-name.ts'

/** One demand on a provider: whether it is met, what was expected, what came. */
type Demand = readonly [met: boolean, expected: string, came: unknown]

/** @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER */
export function chooseHash(registry: Registry, name: string): ChosenHash {
  const provider = registry.has('hashAlgorithm', name)
    ? registry.hooks.hashAlgorithm.for(name).call()
    : undefined
  if (!provider) throw unknownProvider(registry, 'hashAlgorithm', name)
  const {module, digestBytes} = provider
  const plugin = assertMet(registry, 'hashAlgorithm', name, [
    [typeof module === 'string', '"module" to be a URL that a worker can import', module],
    [typeof provider.export === 'string', '"export" to be the name of a function', provider.export],
    [
      Number.isInteger(digestBytes) && digestBytes >= 8 && digestBytes <= 64,
      '"digestBytes" to be a whole number from 8 to 64',
      digestBytes,
    ],
  ])
  return {...provider, plugin}
}

const MIN_CAPACITY_BYTES = 1024 * 1024

/** @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER */
export function chooseMedium(registry: Registry, name: string): VolumeTarget {
  const target = registry.has('volumeTarget', name) ? registry.hooks.volumeTarget.for(name).call() : undefined
  if (!target) throw unknownProvider(registry, 'volumeTarget', name)
  const {capacityBytes, sectorBytes, overhead, limits, imager, writer} = target
  const {fixedSectors, sectorsPerFile, sectorsPerDirectory, model} = overhead ?? {}
  const {nameBytes, fileBytes, pathBytes, names} = limits ?? {}
  assertMet(registry, 'volumeTarget', name, [
    [
      Number.isSafeInteger(capacityBytes) && capacityBytes >= MIN_CAPACITY_BYTES,
      `"capacityBytes" to be a whole number of at least ${MIN_CAPACITY_BYTES}`,
      capacityBytes,
    ],
    [
      Number.isSafeInteger(sectorBytes) && sectorBytes > 0,
      '"sectorBytes" to be a positive whole number',
      sectorBytes,
    ],
    [
      [fixedSectors, sectorsPerFile, sectorsPerDirectory].every((n) => Number.isFinite(n) && n >= 0),
      '"overhead" to hold "fixedSectors", "sectorsPerFile" and "sectorsPerDirectory", none of them negative',
      overhead,
    ],
    [model === undefined || typeof model === 'string', '"overhead.model" to be the name of a model', model],
    [
      [nameBytes, fileBytes].every((n) => Number.isSafeInteger(n) && n > 0),
      '"limits" to hold "nameBytes" and "fileBytes", positive whole numbers',
      limits,
    ],
    [
      pathBytes === undefined || (Number.isSafeInteger(pathBytes) && pathBytes > 0),
      '"limits.pathBytes" to be a positive whole number, or absent',
      limits,
    ],
    [
      names === undefined || names === 'any' || names === 'windows',
      '"limits.names" to be "any" or "windows", or absent',
      limits,
    ],
    ...[imager, writer].map(
      (program): Demand => [
        program === undefined || typeof program === 'string',
        '"imager" and "writer" to be names, or absent',
        program,
      ],
    ),
  ])
  return target
}

/** @returns the plugin that offers it. @throws MediaStructError BAD_ANSWER */
function assertMet(
  registry: Registry,
  hook: 'hashAlgorithm' | 'volumeTarget',
  name: string,
  demands: readonly Demand[],
): string {
  const plugin = ownerOf(registry.taps, hook, name) ?? ''
  const unmet = demands.find(([met]) => !met)
  if (!unmet) return plugin
  const [, expected, came] = unmet
  throw new MediaStructError(
    'BAD_ANSWER',
    `The plugin ${plugin} answered ${hook} "${name}" wrongly: expected ${expected}, got ${inspect(came)}.`,
    {hint: 'Choose another by name in the config, or mend the plugin.'},
  )
}
