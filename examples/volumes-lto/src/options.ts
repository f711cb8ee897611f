/** Options: `{directories: {'disk-500': '500GB'}, cluster: '4KiB', fileSystem: 'exfat'}`. */
import {z} from 'zod'
import {FILE_SYSTEM_NAMES} from './directory.ts'

const UNITS = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}
const SIZE = /^(\d+(?:\.\d+)?) ?([KMGT]i?B|B)$/i

/** `500GB` is decimal, `500GiB` binary, a bare number bytes. */
const size = z.union([z.number(), z.string()]).transform((given, context) => {
  if (typeof given === 'number') return given
  const [, number, unit] = SIZE.exec(given.trim()) ?? []
  const factor = UNITS[unit?.toUpperCase() as keyof typeof UNITS]
  if (factor) return Math.floor(Number(number) * factor)
  context.addIssue(`expected a size such as 500GB or 2TiB, got ${JSON.stringify(given)}`)
  return z.NEVER
})

/** Below a MiB there is no room for what describes a volume. */
const capacity = size.pipe(z.int().min(2 ** 20))

/** A medium's name is typed, and written into volumes. */
const name = z.string().regex(/^[\w.-]+$/, 'expected a name of letters, digits, ".", "-" and "_"')

export const OPTIONS = z.strictObject({
  /** By the names that `--medium` takes. */
  directories: z.record(name, capacity).prefault({'disk-500': '500GB'}),
  /** Of the file system that the directories lie on. On exFAT it may be 128KiB and more. */
  cluster: size.pipe(z.int().min(512)).prefault('4KiB'),
  /** What it refuses is left when a volume is planned. `linux` stands for ext4, XFS, btrfs and the like. */
  fileSystem: z.enum(FILE_SYSTEM_NAMES).prefault('linux'),
})

export type Options = z.infer<typeof OPTIONS>
