/** Copies as a person sees them. */
import {type Copies, type CopyRow, copyFields, printable, type VolumeKey} from 'mediastruct'

/** `a verified, b burned`; nothing where there is none. */
export function copiesInShort(copies: readonly CopyRow[]): string {
  return copies.map(({name, state}) => `${name} ${state}`).join(', ')
}

/** One copy a line, with where it is kept and when it was last read back. */
export function copyLines(copies: Copies, volume: VolumeKey): string[] {
  return copies.of(volume).map(({name, state, where, adopted}) => {
    const kept = where === undefined ? [] : [`kept: ${printable(where)}`]
    const told = adopted ? ['told by an index, not read again'] : []
    return [`  ${volume.id}/${name}  ${state}`, readBack(copies, volume, name), ...kept, ...told].join(', ')
  })
}

function readBack(copies: Copies, volume: VolumeKey, name: string): string {
  const verifiedMs = copies.verifiedMs(volume, name)
  return verifiedMs === undefined ? 'never verified' : `verified ${dayOf(verifiedMs)}`
}

/** @param ms since 1970 @returns the day, UTC */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length)
}

export function allCopyFields(copies: Copies, volume: VolumeKey): object[] {
  return copies.of(volume).map(({name}) => copyFields(copies, volume, name))
}
