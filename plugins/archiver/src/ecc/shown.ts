/** Error correction, and what it repaired, for a person and for a program. */
import {type EccFacts, pathFields, printable, type Reporter, toText} from 'mediastruct'
import type {Repairers} from './chosen.ts'
import type {RepairedImage} from './repair.ts'
import {percent} from './room.ts'

export function eccLine({name, version, imageSectors, redundancyPercent}: EccFacts): string {
  const made = printable(`${name} ${version}`)
  return `With ${percent(redundancyPercent)} of error correction by ${made}; ${imageSectors} sectors without it.`
}

/** @returns null where there is none */
export function eccFields(ecc: EccFacts | undefined): object | null {
  if (!ecc) return null
  const {name, version, imageSectors, redundancyPercent} = ecc
  return {name, version, imageSectors, redundancyPercent}
}

/** On stderr: it was no result, but the way to one. */
export function sayRepaired(reporter: Reporter, repaired: readonly RepairedImage[]): void {
  for (const {path, ecc, state, detail} of repaired) {
    const found = state === 'intact' ? 'its copy was repaired' : 'its copy could not be repaired as a whole'
    reporter.note(printable(`${toText(path)}: ${found} by ${ecc}: ${detail}`))
  }
}

export function sayUnknown(reporter: Reporter, {unknown}: Repairers): void {
  for (const name of unknown) {
    const what = `Images of this volume carry error correction by "${name}", which no plugin here offers`
    reporter.warn(
      printable(`${what}. Install the one that does, then type the command again: it may repair them.`),
    )
  }
}

export function repairedFields({path, ecc, state, detail}: RepairedImage): object {
  return {...pathFields('path', path), ecc, state, detail}
}
