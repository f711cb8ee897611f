/** A disc of ours knows more of itself than reading it can tell. */
import {forShell, fromText, MediaStructError, type RawPath, toText} from 'mediastruct'
import {VOLUME_INDEX_SCHEMA} from '../bag/index-file.ts'
import {BAG_FILE} from '../bag/model.ts'
import {bytesOf, openSource} from '../imaging/sources.ts'

/**
 * What can't be opened is left to whoever reads it.
 * @throws MediaStructError OUR_VOLUME
 */
export async function assertNotOurs(path: RawPath): Promise<void> {
  const source = await openSource(path).catch(() => undefined)
  if (!source) return
  try {
    const declaration = await source.file(fromText(BAG_FILE.declaration))
    const index = declaration && (await bytesOf(source, fromText(BAG_FILE.index)))
    const [kind = ''] = VOLUME_INDEX_SCHEMA.split('@')
    if (!index?.toString('utf8', 0, 256).includes(`"schema":"${kind}@`)) return
  } finally {
    await source.close()
  }
  throw new MediaStructError('OUR_VOLUME', `${toText(path)} is a volume that MediaStruct made.`, {
    hint: `Its index tells what it holds, and what the archive held: mediastruct index import ${forShell(toText(path))}`,
  })
}
