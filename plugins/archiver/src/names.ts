/** Whether a medium's file systems, and a bag's manifests, can take a file under its name. */
import {isUtf8, type RawPath, toText, type VolumeLimits, type VolumeTarget} from 'mediastruct'
import {PAYLOAD} from './bag/model.ts'
import {takesFiles} from './target-kind.ts'

const ONE_BYTE_EACH = /^[\u0000-\u00ff]*$/

/**
 * What stands in the way, as a sentence; undefined where nothing does.
 * @param path below `data/`
 */
export function nameProblem(path: RawPath, target: VolumeTarget): string | undefined {
  if (!isUtf8(path)) return 'its name is not valid UTF-8, and a volume must be readable everywhere'
  const {nameBytes, pathBytes, names} = target.limits
  if (2 * path.length > nameBytes && namesOf(path).some((name) => lengthOf(name, target) > nameBytes))
    return `a name in its path is longer than the ${nameBytes} bytes that ${target.name} can take`
  if (pathBytes !== undefined && PAYLOAD.length + path.length > pathBytes)
    return `its path on the volume is longer than the ${pathBytes} bytes that ${target.name} can take`
  const refused = names === 'windows' ? namesOf(path).find(isRefusedByWindows) : undefined
  if (refused === undefined) return undefined
  return `"${toText(refused)}" in its path is no name that ${target.name} can take`
}

function namesOf(path: RawPath): RawPath[] {
  return path.split('/') as RawPath[]
}

/** In bytes. A medium that takes files as they are gets their names as they are, too. */
function lengthOf(name: RawPath, target: VolumeTarget): number {
  return takesFiles(target) ? name.length : longestForm(toText(name))
}

/** Bytes of a name where it takes the most: UTF-8, or the Latin-1 or UTF-16 that disc file systems choose between. */
function longestForm(name: string): number {
  const onDisc = ONE_BYTE_EACH.test(name) ? name.length : 2 * name.length
  return Math.max(onDisc, Buffer.byteLength(name))
}

/** "Naming Files, Paths, and Namespaces" (learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const REFUSED_CHARACTERS = /[\u0000-\u001f<>:"\\|?*]|[. ]$/
const DEVICES = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i

export function isRefusedByWindows(name: RawPath): boolean {
  return REFUSED_CHARACTERS.test(name) || DEVICES.test(name)
}

/**
 * Of paths that differ in case alone, where the medium can't tell such apart: for all but the first, which one that is.
 * Case is folded as JavaScript does, which is close to what exFAT and NTFS do by tables of their own.
 */
export function sameInAnyCase(
  paths: Iterable<RawPath>,
  {limits}: {readonly limits: Pick<VolumeLimits, 'names'>},
): Map<RawPath, RawPath> {
  const rivals = new Map<RawPath, RawPath>()
  if (limits.names !== 'windows') return rivals
  const firsts = new Map<string, RawPath>()
  for (const path of paths) {
    const folded = toText(path).toUpperCase()
    const first = firsts.get(folded)
    if (first === undefined) firsts.set(folded, path)
    else if (first !== path) rivals.set(path, first)
  }
  return rivals
}
