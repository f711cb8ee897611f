/** Which volumes a source may be a copy of. */
import {fromText, type VolumeRow} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {BAG_FILE} from '../bag/model.ts'
import {idInIndex} from '../bag/read-index.ts'
import {bytesOf, type Source} from '../imaging/sources.ts'
import {recorded} from '../verifying/expected.ts'

const INDEX = fromText(BAG_FILE.index)

export interface Identified {
  readonly source: Source
  /** Volumes whose files are looked for in it; all of them where it does not say what it is. */
  readonly volumes: readonly VolumeRow[]
  /** It says which volume it is: it is one of the copies. */
  readonly isNamed: boolean
}

/**
 * By its own index, or its label; of several archives' volumes of one name, by the manifest that we wrote. Discs of others
 * may have any label, and several of them the same: that of a sound disc without an index of ours tells nothing.
 */
export async function identified(source: Source, known: readonly VolumeRow[]): Promise<Identified> {
  const told = idInIndex(await bytesOf(source, INDEX))
  const isOurs = source.isDamaged === true || (await source.file(INDEX)) !== undefined
  const id = (isOurs && source.label) || told
  const named = known.filter((volume) => volume.id === id)
  if (named.length === 0) return {source, volumes: known, isNamed: false}
  const manifest = named.length > 1 ? await bytesOf(source, fromText(BAG_FILE.manifest)) : undefined
  const sha256 = manifest && sha256Of(manifest)
  const proven = named.filter(
    ({own}) => sha256 !== undefined && recorded(own, BAG_FILE.manifest).includes(sha256),
  )
  return {source, volumes: proven.length > 0 ? proven : named, isNamed: true}
}
