/**
 * Where a directory lies within its file system, whatever it is mounted as.
 *
 * A bind mount of a directory *below* a master has none of the master's own directories among its ancestors; only the
 * mount table says that it is a part of it (proc(5), /proc/self/mountinfo: fields 3 device, 4 root, 5 mount point).
 */
import {readFile} from 'node:fs/promises'
import {isWithin, join, type RawPath, relativeTo} from './bytes.ts'

interface Mount {
  readonly device: string
  readonly root: RawPath
  readonly point: RawPath
}

/** A place within a file system. */
export interface Place {
  readonly device: string
  readonly path: RawPath
}

/** The mounts of this process, in order; empty where the system has no such table. */
export async function readMounts(): Promise<readonly Mount[]> {
  const table = await readFile('/proc/self/mountinfo', 'latin1').catch(() => '')
  return table.split('\n').flatMap((line) => {
    const [, , device, root, point] = line.split(' ')
    return device && root && point ? [{device, root: decodeOctal(root), point: decodeOctal(point)}] : []
  })
}

/** @param path a real path */
export function placeOf(path: RawPath, mounts: readonly Mount[]): Place | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    if (isWithin(path, mount.point) && mount.point.length >= (best?.point.length ?? 0)) best = mount
  }
  return best && {device: best.device, path: join(best.root, relativeTo(best.point, path))}
}

/** Whether `inner` is `outer` or lies below it in the same file system. */
export function isPlaceWithin(inner: Place | undefined, outer: Place | undefined): boolean {
  return (
    inner !== undefined &&
    outer !== undefined &&
    inner.device === outer.device &&
    isWithin(inner.path, outer.path)
  )
}

/** Blank, tab, newline and backslash are octal in the table. */
function decodeOctal(field: string): RawPath {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  ) as RawPath
}
