/** What is left when a copy is damaged: the others, and the command that makes an image out of whatever is good. */
import {existsSync} from 'node:fs'
import {
  type Copies,
  type CopyRow,
  chooseMedium,
  type EccFacts,
  forShell,
  isVerified,
  isWritten,
  type RawPath,
  type Registry,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {takesFiles} from '../target-kind.ts'

export type Way = 'image' | 'files' | 'restored'

export interface OtherCopies {
  /** Read back whole from their media, by us. */
  readonly good: readonly CopyRow[]
  /** Written, and never read back. */
  readonly unread: readonly CopyRow[]
  /** Of which some files were found damaged, and the others may be as they were. */
  readonly partly: readonly CopyRow[]
  /** The volume's directory in the archive is there. */
  readonly staged: boolean
  /** The error correction that the image of the damaged copy carries. */
  readonly ecc: EccFacts | undefined
}

export function otherCopies(copies: Copies, volume: VolumeRow, copy: string): OtherCopies {
  const known = copies.of(volume).filter(({name}) => name !== copy)
  const others = known.filter(({state}) => isWritten(state))
  return {
    good: others.filter(isVerified),
    unread: others.filter((other) => !isVerified(other)),
    partly: known.filter(({name}) => isPartly(copies, volume, name)),
    staged: existsSync(toBytes(volume.path)),
    ecc: copies.imageOf(volume, copy)?.ecc,
  }
}

/** Without its plugin, nothing can be planned for a medium. */
export function wayOf(registry: Registry, {medium}: VolumeRow): Way {
  if (!registry.has('volumeTarget', medium)) return 'restored'
  return takesFiles(chooseMedium(registry, medium)) ? 'files' : 'image'
}

/** Found damaged by a check, and nothing worse was said of it since. */
function isPartly(copies: Copies, volume: VolumeRow, name: string): boolean {
  const last = copies.events.of(volume).findLast(({copy}) => copy === name)
  return last?.state === 'failed' && last.check?.result === 'damaged'
}

/**
 * What is surely whole comes first, other damaged copies late, and this one last: of it, what is good is taken, or what its
 * error correction repairs. The new image gets the same.
 * @param way in which a new copy is made: `restored` where no plugin offers the medium, and no image can be planned for it
 */
export function rebuildCommand(
  {id, path}: VolumeRow,
  {good, unread, partly, staged, ecc}: OtherCopies,
  damaged: RawPath,
  way: Way,
): string {
  const asFiles = way === 'files'
  const copies = [...good, ...unread, ...partly].map(({name}) => `${asFiles ? 'COPY' : 'DISC'}-${id}-${name}`)
  const from = [...(staged ? [forShell(toText(path))] : []), ...copies, forShell(toText(damaged))]
  const sources = from.map((source) => ` --from ${source}`).join('')
  if (way === 'restored') return `mediastruct volumes restore ${id} --to ${id}${sources}`
  if (asFiles) return `mediastruct volumes burn ${id} --device EMPTY_DIR --verify${sources}`
  const carried = ecc ? ` --ecc ${forShell(ecc.name)}` : ''
  return `mediastruct volumes image ${id} -o ${freeImageName(id)}${sources}${carried}`
}

/** What is there may be the damaged copy itself, or a good one: neither is written over. */
export function freeImageName(id: string, exists: (name: string) => boolean = existsSync): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${id}.iso` : `${id}-${number}.iso`
    if (!exists(name)) return name
  }
}
