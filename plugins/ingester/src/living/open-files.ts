/**
 * Files that another process has open for writing: a download that stands still, a recording that pauses. Linux tells
 * of the processes of the same user, of all to root (proc(5): `/proc/PID/fdinfo/FD`, lines `flags` and, since 5.14,
 * `ino`); elsewhere, and of writers on other machines, nothing is known.
 */
import {type BigIntStats, lstatSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {type RawPath, toBytes} from 'mediastruct'

/** The lowest two bits of `flags`: the access mode (open(2)). */
const ACCESS_MODE = 0o3
const READ_ONLY = 0

interface Descriptor {
  readonly pid: string
  readonly number: string
}

export class OpenFiles {
  /** Descriptors that are open for writing, by the inode's number; of several file systems, one number may mean several files. */
  readonly #byInode = new Map<bigint, Descriptor[]>()

  /** As of now; a process that can't be looked into is passed over. */
  static now(): OpenFiles {
    const open = new OpenFiles()
    for (const pid of namesIn('/proc')) {
      if (/^\d+$/.test(pid) && Number(pid) !== process.pid) open.#addOf(pid)
    }
    return open
  }

  #addOf(pid: string): void {
    for (const number of namesIn(`/proc/${pid}/fdinfo`)) {
      const inode = writableInode(textOf(`/proc/${pid}/fdinfo/${number}`))
      if (inode === undefined) continue
      const others = this.#byInode.get(inode) ?? []
      this.#byInode.set(inode, [...others, {pid, number}])
    }
  }

  /** Who has the file open for writing. No other file is touched: it may lie on a server that does not answer. */
  writerOf(path: RawPath, inode: bigint): string | undefined {
    const candidates = this.#byInode.get(inode)
    if (candidates === undefined) return undefined
    const file = identityOf(() => lstatSync(toBytes(path), {bigint: true}))
    const writer = candidates.find(
      ({pid, number}) => identityOf(() => statSync(`/proc/${pid}/fd/${number}`, {bigint: true})) === file,
    )
    if (file === undefined) return undefined
    return writer && `${textOf(`/proc/${writer.pid}/comm`).trim() || 'a program'} (process ${writer.pid})`
  }
}

/** Device and inode; nothing where there is no such file any more. */
function identityOf(stat: () => BigIntStats): string | undefined {
  try {
    const {dev, ino} = stat()
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

function writableInode(fdinfo: string): bigint | undefined {
  const flags = /^flags:\s*([0-7]+)$/m.exec(fdinfo)?.[1]
  const inode = /^ino:\s*(\d+)$/m.exec(fdinfo)?.[1]
  if (flags === undefined || inode === undefined) return undefined
  return (Number.parseInt(flags, 8) & ACCESS_MODE) === READ_ONLY ? undefined : BigInt(inode)
}

/** Empty where it can't be read: the process has ended, or is somebody else's. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
