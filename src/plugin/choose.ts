/** Choosing a provider by name: an unknown name, or no answer, is an error that offers the nearest one. */
import {MediaStructError, unknownName} from '../errors.ts'
import type {ChosenHash} from '../hash/factory.ts'
import type {VolumeTarget} from '../hooks.ts'
import type {Registry} from './registry.ts'

function expectField(ok: boolean, plugin: string, hook: string, name: string, expected: string): void {
  if (ok) return
  throw new MediaStructError(
    'BAD_ANSWER',
    `The plugin ${plugin} answered ${hook} "${name}" wrongly: expected ${expected}.`,
    {
      hint: 'Choose another by name in the config, or mend the plugin.',
    },
  )
}

function ownerOf(registry: Registry, hook: 'hashAlgorithm' | 'volumeTarget', name: string): string {
  return registry.taps.find((tap) => tap.hook === hook && tap.name === name)?.plugin ?? '(none)'
}

/** @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER */
export function chooseHash(registry: Registry, name: string): ChosenHash {
  const provider = registry.has('hashAlgorithm', name)
    ? registry.hooks.hashAlgorithm.for(name).call()
    : undefined
  if (!provider) throw unknownName('hash algorithm', name, registry.names('hashAlgorithm'))
  const plugin = ownerOf(registry, 'hashAlgorithm', name)
  const expect = (ok: boolean, expected: string) => expectField(ok, plugin, 'hashAlgorithm', name, expected)
  expect(typeof provider.module === 'string', '"module" to be a URL that a worker can import')
  expect(typeof provider.export === 'string', '"export" to be the name of a function')
  expect(
    Number.isInteger(provider.digestBytes) && provider.digestBytes >= 8 && provider.digestBytes <= 64,
    '"digestBytes" to be a whole number from 8 to 64',
  )
  return {...provider, plugin}
}

const MIN_CAPACITY_BYTES = 1024 * 1024

/** @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER */
export function chooseMedium(registry: Registry, name: string): VolumeTarget {
  const target = registry.has('volumeTarget', name) ? registry.hooks.volumeTarget.for(name).call() : undefined
  if (!target) throw unknownName('medium', name, registry.names('volumeTarget'))
  const plugin = ownerOf(registry, 'volumeTarget', name)
  const expect = (ok: boolean, expected: string) => expectField(ok, plugin, 'volumeTarget', name, expected)
  expect(
    Number.isSafeInteger(target.capacityBytes) && target.capacityBytes >= MIN_CAPACITY_BYTES,
    `"capacityBytes" to be a whole number of at least ${MIN_CAPACITY_BYTES}`,
  )
  expect(
    Number.isSafeInteger(target.sectorBytes) && target.sectorBytes > 0,
    '"sectorBytes" to be a positive whole number',
  )
  const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = target.overhead ?? {}
  expect(
    [fixedSectors, sectorsPerFile, sectorsPerDirectory].every((n) => Number.isFinite(n) && n >= 0),
    '"overhead" to hold "fixedSectors", "sectorsPerFile" and "sectorsPerDirectory", none of them negative',
  )
  const {nameBytes, fileBytes} = target.limits ?? {}
  expect(
    [nameBytes, fileBytes].every((n) => Number.isSafeInteger(n) && n > 0),
    '"limits" to hold "nameBytes" and "fileBytes", positive whole numbers',
  )
  return target
}
