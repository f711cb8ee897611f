/** Which camera a file says that it came from. */
import {open} from 'node:fs/promises'

/** Cameras write their notes in front; what comes behind is the picture. */
const HEAD_BYTES = 512 * 1024

/** What stands in a path for bytes that are no UTF-8: the file can't be opened by such a path. */
const UNREADABLE_NAME = '\uFFFD'

/**
 * @returns maker and model, such as `SONY ILCE-7M3`; undefined where the file has no such note
 * @throws where the file can't be read: it then stays where it is, and is listed
 */
export async function cameraOf(path: string): Promise<string | undefined> {
  if (path.includes(UNREADABLE_NAME)) return undefined
  const {Make, Model} = await notesOf(await headOf(path))
  const [make, model] = [textOf(Make), textOf(Model)]
  if (model === '') return undefined
  // Most makers repeat themselves: `Canon`, `Canon EOS 5D`; `NIKON CORPORATION`, `NIKON D750`.
  const [maker = ''] = make.split(' ')
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Nothing where there are none, or none that can be made sense of: exifr throws on any file that is no picture. */
async function notesOf(head: Uint8Array): Promise<{Make?: unknown; Model?: unknown}> {
  // Loaded when the first file is asked about, and not with every command.
  const {parse} = (await import('exifr')).default
  try {
    return (await parse(head, {pick: ['Make', 'Model']})) ?? {}
  } catch {
    return {}
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\0', ' ').trim() : ''
}
