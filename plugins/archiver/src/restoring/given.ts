/** Copies that the user named. */
import {lstat} from 'node:fs/promises'
import {MediaStructError, type RawPath, toBytes, type VolumeRow} from 'mediastruct'
import {openSource} from '../imaging/sources.ts'
import {type Identified, identified} from './which.ts'

/**
 * @param onProblem is told of what can't be opened, where somebody can be asked for discs
 * @throws MediaStructError NO_SOURCE, NOT_AN_IMAGE where nobody can
 */
export async function openGiven(
  given: readonly RawPath[],
  volumes: readonly VolumeRow[],
  onProblem: ((message: string) => void) | undefined,
): Promise<Identified[]> {
  const opened: Identified[] = []
  try {
    for (const path of given) {
      try {
        opened.push(await identified(await openSource(path), volumes))
      } catch (error) {
        if (onProblem === undefined || !(error instanceof MediaStructError)) throw error
        onProblem(error.message)
      }
    }
  } catch (error) {
    await closeAll(opened)
    throw error
  }
  return opened
}

export async function closeAll(given: readonly Identified[]): Promise<void> {
  for (const {source} of given) await source.close()
}

/** A disc in a drive, or mounted; an image file is none of the media that were written. */
export async function isMedium(path: RawPath): Promise<boolean> {
  const found = await lstat(toBytes(path)).catch(() => undefined)
  return found !== undefined && !found.isFile()
}
