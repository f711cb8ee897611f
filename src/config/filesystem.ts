/**
 * What kind of file system a path lies on, from the numbers in Linux's `linux/magic.h` and the file systems' own headers.
 * Systems that number them otherwise are told apart by owner and mode alone.
 */
import {readFile, statfs} from 'node:fs/promises'
import {type RawPath, toBytes} from '../paths/bytes.ts'

const FAT_LIKE = new Map([
  [0x4d44, 'FAT'],
  [0x2011bab0, 'exFAT'],
  [0x5346544e, 'NTFS'],
  [0x7366746e, 'NTFS'],
  [0x9660, 'ISO 9660'],
  [0x15013346, 'UDF'],
])
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x73757245, 'Coda'],
  [0x0bd00bd0, 'Lustre'],
])
/** FUSE: NTFS and exFAT drivers, sshfs, and much else. */
const FUSE = 0x65735546
/** FUSE file systems whose files lie on another machine. */
const NETWORK_FUSE =
  /^fuse\.(sshfs|rclone|davfs|s3fs|goofys|gcsfuse|gvfsd-fuse|glusterfs|ceph|curlftpfs|smbnetfs|kio-fuse)/

/** A card, a disc or a foreign machine, by the number that statfs(2) gives: its name, else `undefined`. */
export function foreignName(magic: number): string | undefined {
  const type = magic >>> 0
  return FAT_LIKE.get(type) ?? NETWORK.get(type) ?? (type === FUSE ? 'FUSE' : undefined)
}

/** FAT, exFAT, NTFS, ISO 9660 or UDF, where the kernel itself reads it; a driver of a user's own (FUSE) doesn't tell. */
export async function fileSystemOf(directory: RawPath): Promise<string | undefined> {
  const {type} = await statfs(toBytes(directory))
  return FAT_LIKE.get(type >>> 0)
}

/** The number that statfs(2) gives for the file system of an existing path. */
export async function magicOf(path: string): Promise<number> {
  return (await statfs(path)).type >>> 0
}

/** Whether an existing directory lies on a network file system, as far as that can be told. */
export async function isOnNetwork(directory: string): Promise<boolean> {
  const magic = await magicOf(directory)
  if (magic !== FUSE) return NETWORK.has(magic)
  return NETWORK_FUSE.test(await mountType(directory))
}

/**
 * Whether the system tells a watcher of everything that happens in a directory (inotify(7)): not of what other machines
 * write on a network file system, nor of what is behind FUSE.
 */
export async function tellsOfChanges(directory: string): Promise<boolean> {
  const magic = await magicOf(directory)
  return magic !== FUSE && !NETWORK.has(magic)
}

/** The type of the innermost mount above a path, from /proc/self/mountinfo (proc(5)). */
async function mountType(path: string): Promise<string> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  let best = {point: '', type: ''}
  for (const line of table.split('\n')) {
    const [mount = '', source = ''] = line.split(' - ')
    const point = mount.split(' ')[4] ?? ''
    const holds = point !== '' && (path === point || path.startsWith(point === '/' ? '/' : `${point}/`))
    if (holds && point.length >= best.point.length) best = {point, type: source.split(' ')[0] ?? ''}
  }
  return best.type
}
