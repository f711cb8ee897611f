/** Goes through the files that are told of, before anything is believed. */
import {existsSync, lstatSync} from 'node:fs'
import {
  fromText,
  type Host,
  interrupted,
  join,
  type RawPath,
  type ToldFile,
  type ToldFiles,
  toBytes,
} from 'mediastruct'
import {toldTwice} from './refusals.ts'
import type {Told} from './told.ts'

/** What of the host this needs. */
export type Working = Pick<Host, 'signal' | 'reporter'>

const ROWS_PER_BATCH = 5000

/** @throws MediaStructError BAD_INDEX, INTERRUPTED */
export async function stage(
  {signal, reporter}: Working,
  told: Told,
  staged: ToldFiles,
  passedOver: ReadonlySet<string>,
): Promise<void> {
  const isThere = presence()
  const progress = reporter.progress('index')
  let batch: ToldFile[] = []
  const flush = () => {
    const twice = staged.add(batch)
    if (twice !== undefined) throw toldTwice(told.archive, twice)
    batch = []
  }
  try {
    for await (const {volume, ...file} of told.files()) {
      if (passedOver.has(volume)) continue
      batch.push({...file, offline: !isThere(join(told.archive, fromText(volume)), file)})
      if (batch.length < ROWS_PER_BATCH) continue
      progress.add(batch.length, 0)
      flush()
      if (signal.aborted) throw interrupted('nothing was taken in')
    }
    flush()
  } finally {
    progress.end()
  }
  if (signal.aborted) throw interrupted('nothing was taken in')
}

/** Most volumes of an old archive are not there as a whole: their files need not be looked for. */
function presence(): (volume: RawPath, file: {path: RawPath; size: number}) => boolean {
  const present = new Map<RawPath, boolean>()
  const hasDirectory = (volume: RawPath) => {
    const known = present.get(volume)
    const isThere = known ?? existsSync(toBytes(volume))
    if (known === undefined) present.set(volume, isThere)
    return isThere
  }
  return (volume, {path, size}) => {
    if (!hasDirectory(volume)) return false
    try {
      const stat = lstatSync(toBytes(path))
      return stat.isFile() && stat.size === size
    } catch {
      return false
    }
  }
}
