/** Whether a medium's file systems, and a bag's manifests, can take a file under its name. */
import {isUtf8, type RawPath, toText, type VolumeTarget} from 'mediastruct'

const ONE_BYTE_EACH = /^[\u0000-\u00ff]*$/

/**
 * What stands in the way, as a sentence; undefined where nothing does.
 * @param path below `data/`
 */
export function nameProblem(path: RawPath, target: VolumeTarget): string | undefined {
  if (!isUtf8(path)) return 'its name is not valid UTF-8, and a volume must be readable everywhere'
  const {nameBytes} = target.limits
  if (2 * path.length <= nameBytes) return undefined
  const long = path.split('/').find((name) => longestForm(toText(name as RawPath)) > nameBytes)
  if (long === undefined) return undefined
  return `a name in its path is longer than the ${nameBytes} bytes that ${target.name} can take`
}

/** Bytes of a name where it takes the most: UTF-8, or the Latin-1 or UTF-16 that disc file systems choose between. */
function longestForm(name: string): number {
  const onDisc = ONE_BYTE_EACH.test(name) ? name.length : 2 * name.length
  return Math.max(onDisc, Buffer.byteLength(name))
}
