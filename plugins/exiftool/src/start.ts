/** Starts ExifTool so that it waits for questions. */
import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {once} from 'node:events'

const NO_PERL =
  'ExifTool needs Perl, and there is no "perl" on the PATH: install it (Debian, Ubuntu: apt install perl; Fedora: dnf install perl; Alpine: apk add perl), or take "exiftool" out of "dates" in the config'

const NO_EXIFTOOL =
  'ExifTool itself is missing, which the optional package exiftool-vendored.pl brings: install the plugin again, without --omit=optional'

/**
 * No config file: such a file is Perl that runs, and without a HOME it is looked for where one happens to be.
 * `-@ -` reads arguments from stdin, and goes on until that ends; so it ends with us, however we end.
 */
const ARGUMENTS = ['-config', '', '-stay_open', 'True', '-@', '-']

/** @throws Error that says what is missing, and how to get it; the system's error where it can't be run */
export async function startExifTool(): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn('perl', [await scriptPath(), ...ARGUMENTS], {
    // Some of its dates are instants, and told as clocks showed them here: that must not depend on where "here" is.
    env: {...process.env, TZ: 'UTC', LC_ALL: 'C'},
    cwd: '/',
    // In a session of its own: Ctrl-C is for us, and we finish the file in hand.
    detached: true,
  })
  try {
    await once(child, 'spawn')
    return child
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(NO_PERL)
    throw error
  }
}

async function scriptPath(): Promise<string> {
  const {exiftoolPath} = await import('exiftool-vendored')
  try {
    return await exiftoolPath()
  } catch {
    throw new Error(NO_EXIFTOOL)
  }
}
