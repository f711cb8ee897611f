/** What the figures depend on: the machine, the file system that the trees lie on, and whether the cache is warm. */
import {execFileSync, spawnSync} from 'node:child_process'
import {accessSync, constants, readFileSync, writeFileSync} from 'node:fs'
import {availableParallelism, cpus, totalmem} from 'node:os'
import {ACCOUNTING} from './measure.ts'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  /** `ext4 on /dev/sda1`. */
  readonly fileSystem: string
  readonly system: string
  readonly node: string
  readonly cache: string
  readonly accounting: string
}

export function machineAt(directory: string, cache: Cache): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    fileSystem: fileSystemOf(directory),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    cache: cache.said,
    accounting: ACCOUNTING,
  }
}

function fileSystemOf(directory: string): string {
  const {error, status, stdout} = spawnSync('df', ['--output=fstype,source', directory], {encoding: 'utf8'})
  if (error || status !== 0) return 'unknown'
  const [type = 'unknown', source = 'unknown'] = stdout.trim().split('\n').at(-1)?.split(/\s+/) ?? []
  return `${type} on ${source}`
}

const DROP_CACHES = '/proc/sys/vm/drop_caches'

/** The page cache before each run. */
export interface Cache {
  readonly said: string
  /** Nobody pays for what another one left to be written. */
  settle(): void
}

export function cacheFor(directory: string, cold: boolean): Cache {
  const sync = () => void execFileSync('sync', ['-f', directory])
  if (!cold) return {said: 'warm', settle: sync}
  const reason = whyNotCold()
  if (reason !== undefined) return {said: `warm: it can't be dropped, ${reason}`, settle: sync}
  const drop = () => {
    sync()
    writeFileSync(DROP_CACHES, '3')
  }
  return {said: 'cold: dropped before each run', settle: drop}
}

function whyNotCold(): string | undefined {
  try {
    accessSync(DROP_CACHES, constants.W_OK)
    // Containers show a file that can't be written; only writing tells.
    writeFileSync(DROP_CACHES, '1')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Bytes of memory that could hold cached files; `undefined` where nobody tells. */
export function memoryForCache(): number | undefined {
  try {
    const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
