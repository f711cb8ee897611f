/** Where a run can be disturbed: every system call that touches our files, or the user's, and what can befall it. */
import {type Call, callsOf, type Injection} from './strace.ts'
import type {World} from './world.ts'

/**
 * Whose files the counted calls are on: those of the catalog; everything in the trees, journals included; or only what
 * is the user's or a volume's there.
 */
export type Scope = 'catalog' | 'trees' | 'payload'

export interface Point extends Injection {
  readonly scope: Scope
}

export interface Faults {
  readonly scopes: readonly Scope[]
  /** By system call: a signal, an error, the same with `+` where it stays from then on, or what strace is to do. */
  readonly befall: Readonly<Record<string, readonly string[]>>
}

/** Calls that change what is on the disk: between two of them, one moment is as good for a kill as any other. */
const CHANGES = ['link', 'unlink', 'rename', 'mkdir', 'rmdir', 'write', 'pwrite64', 'ftruncate', 'openat']
const LASTING = ['fsync', 'fdatasync', 'fchown', 'fchmod', 'utimensat']

export const KILL: Faults = {
  scopes: ['catalog', 'trees'],
  befall: Object.fromEntries([...CHANGES, ...LASTING].map((syscall) => [syscall, ['SIGKILL']])),
}

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG', 'ENOSPC+']
export const FAIL: Faults = {
  scopes: ['catalog', 'trees'],
  befall: {
    link: ['EPERM', 'EIO', 'ENOSPC', 'EROFS+'],
    unlink: ['EIO', 'EROFS+', 'EPERM'],
    rename: ['EIO', 'ENOSPC', 'EPERM'],
    mkdir: ['EROFS', 'ENOSPC', 'EDQUOT'],
    rmdir: ['EIO', 'EROFS'],
    openat: ['EMFILE', 'EIO', 'EROFS'],
    read: ['EIO', 'EIO+'],
    pread64: ['EIO'],
    getdents64: ['EIO'],
    write: ['EIO', ...FULL],
    pwrite64: ['EIO', ...FULL],
    fsync: ['EIO', 'ENOSPC', 'EIO+'],
    fdatasync: ['EIO', 'EDQUOT'],
    ftruncate: ['EIO'],
    fchown: ['EPERM', 'EIO'],
    fchmod: ['EPERM', 'EIO'],
    utimensat: ['EPERM', 'EIO'],
  },
}

/** Disks that lie: a write reported as full that never was, a file that seems to end, bytes that come back changed. */
export const LIE: Faults = {
  scopes: ['payload'],
  befall: {
    write: ['retval=FULL'],
    pwrite64: ['retval=FULL'],
    read: ['retval=0', 'poke_exit=@arg2=deadbeef'],
    pread64: ['retval=0', 'poke_exit=@arg2=deadbeef'],
  },
}

export const TRACED: readonly string[] = [
  ...new Set([KILL, FAIL, LIE].flatMap(({befall}) => Object.keys(befall))),
]

/** The files that strace is told to look at. @param trees paths below the world, relative to it */
export function pathsOf(scope: Scope, world: World, trees: readonly string[]): string[] {
  if (scope === 'trees') return trees.map((path) => world.absolute(path))
  if (scope === 'payload') return trees.filter(isPayload).map((path) => world.absolute(path))
  return ['', '-journal', '-wal', '-shm', '.lock', '.lock-journal'].map(
    (ending) => `${world.catalog}${ending}`,
  )
}

function isPayload(path: string): boolean {
  return !path.split('/').includes('.mediastruct')
}

/** Everything in the trees that calls were made on, below the world. */
export function treesOf(log: readonly string[], world: World): string[] {
  const named = callsOf(log).flatMap(({paths}) => paths)
  const ours = named.filter((path) => world.contains(path))
  return [...new Set(ours)].map((path) => world.relative(path))
}

/** Every point, by what an undisturbed run did. A call that several errors can befall gets them in turn. */
export function pointsOf(
  log: readonly string[],
  world: World,
  trees: readonly string[],
  {scopes, befall}: Faults,
): Point[] {
  const calls = callsOf(log)
  return scopes.flatMap((scope) => {
    const paths = new Set(pathsOf(scope, world, trees))
    const counted = calls.filter((call) => call.paths.some((path) => paths.has(path)))
    return Object.entries(befall).flatMap(([syscall, names]) =>
      busiestThread(counted, syscall).map((call, index) => ({
        scope,
        syscall,
        when: index + 1,
        ...faultOf(names[index % names.length] ?? '', call),
      })),
    )
  })
}

/** strace counts the calls of each thread by itself. */
function busiestThread(calls: readonly Call[], syscall: string): readonly Call[] {
  const named = calls.filter((call) => call.syscall === syscall)
  const threads = [...Map.groupBy(named, ({thread}) => thread).values()]
  return threads.reduce((most, thread) => (thread.length > most.length ? thread : most), [])
}

/** @param undisturbed says how much a write that is reported as full would have to report */
function faultOf(name: string, undisturbed: Call): Pick<Point, 'fault' | 'stays'> {
  const stays = name.endsWith('+')
  const bare = stays ? name.slice(0, -1) : name
  if (bare.includes('=')) return {fault: bare.replace('FULL', undisturbed.result ?? '1'), stays}
  return {fault: bare.startsWith('SIG') ? `signal=${bare}` : `error=${bare}`, stays}
}

export function describePoint({scope, syscall, when, fault, stays}: Point): string {
  return `${fault} at ${syscall} #${when}${stays ? ' and from then on' : ''} (${scope})`
}
