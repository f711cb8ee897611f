/** What is written to: a drive, or a file in the place of one (`stdio:/path`), which shows all of it without a drive. */
import {statSync} from 'node:fs'
import {MediaStructError, type RawPath, toBytes, toText, typedPath} from 'mediastruct'
import {chunksPastCache} from '../chunks.ts'

export interface Device {
  /** As the writer takes it. */
  readonly name: string
  /** What is read back. */
  readonly path: RawPath
  /** It has a tray. */
  readonly isDrive: boolean
}

const PSEUDO = 'stdio:'

/** @throws MediaStructError BAD_DEVICE */
export async function deviceNamed(text: string): Promise<Device> {
  const isPseudo = text.startsWith(PSEUDO)
  const path = await typedPath(isPseudo ? text.slice(PSEUDO.length) : text)
  const found = statSync(toBytes(path), {throwIfNoEntry: false})
  if (isPseudo) {
    // Anything but a file is no stand-in: a writer would overwrite a whole disk, or replace /dev/null.
    if (found && !found.isFile()) throw badDevice(`${toText(path)} is no file: "stdio:" stands before one.`)
    return {name: `${PSEUDO}${toText(path)}`, path, isDrive: false}
  }
  if (!found) throw badDevice(`There is no drive ${toText(path)}.`)
  if (!found.isBlockDevice()) throw badDevice(`${toText(path)} is no drive.`)
  return {name: toText(path), path, isDrive: true}
}

/** A writer looks at the beginning of a file alone, and would write over what comes after. @throws MediaStructError NOT_BLANK */
export async function assertEmptyFile({path, name, isDrive}: Device): Promise<void> {
  const size = isDrive ? 0 : (statSync(toBytes(path), {throwIfNoEntry: false})?.size ?? 0)
  if (size === 0) return
  for await (const chunk of chunksPastCache(path, size))
    if (chunk.some((byte) => byte !== 0)) throw notBlank(name, 'is written')
}

export function notBlank(device: string, status: string): MediaStructError {
  return new MediaStructError('NOT_BLANK', `What is in ${device} is not a blank medium: it ${status}.`, {
    hint: 'Nothing was written. Put in a blank one; MediaStruct blanks none.',
  })
}

function badDevice(message: string): MediaStructError {
  return new MediaStructError('BAD_DEVICE', message, {
    hint: 'Name a drive, such as /dev/sr0, or a file in the place of one: stdio:/path/disc.img',
  })
}
