/** What can't be true together with what is known. */
import {
  type Contradiction,
  EXIT,
  MediaStructError,
  type RawPath,
  relativeTo,
  toText,
  type VolumeRow,
} from 'mediastruct'

export function otherArchive({id, archive}: VolumeRow, why: string): MediaStructError {
  return new MediaStructError(
    'OTHER_ARCHIVE',
    `${id} is another volume than the ${id} of ${toText(archive)}: ${why}.`,
    {
      hint: 'Nothing was taken in. Name the archive that it is of: --to ARCHIVE',
      exitCode: EXIT.refused,
    },
  )
}

export function contradicts(archive: RawPath, {path, told, known}: Contradiction): MediaStructError {
  const shown = toText(relativeTo(archive, path))
  const content = ({size, hash}: Contradiction['told']) => `${size} bytes, hash ${hash?.slice(0, 16) ?? '?'}`
  return new MediaStructError(
    'CONTRADICTION',
    `${shown} has ${content(known)} as it is known, and ${content(told)} as it is told.`,
    {
      hint: 'Nothing was taken in. If it is a volume of another archive, name that: --to ARCHIVE. If the file in the archive was damaged, move it out of there, crawl, "mediastruct verify --accept" its path, and import again.',
    },
  )
}

export function toldTwice(archive: RawPath, path: RawPath): MediaStructError {
  return new MediaStructError(
    'BAD_INDEX',
    `${toText(relativeTo(archive, path))} is told of twice, with two contents.`,
    {hint: 'Nothing was taken in. Try another copy, or a later disc.'},
  )
}
