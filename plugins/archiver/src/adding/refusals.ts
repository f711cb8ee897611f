/** Why a medium does not come in. */
import {EXIT, MediaStructError, type RawPath, toText, type VolumeRow} from 'mediastruct'

export function nothing(source: RawPath, errors: number): MediaStructError {
  const shown = toText(source)
  if (errors === 0) {
    return new MediaStructError('EMPTY_SOURCE', `${shown} holds no file that would come in.`, {
      hint: 'Look whether the disc is mounted there.',
    })
  }
  return new MediaStructError('NOTHING_READ', `Nothing on ${shown} could be read.`, {
    hint: 'Nothing was recorded. Try another drive, or clean the disc.',
    exitCode: EXIT.findings,
  })
}

export function taken({id, archive}: Pick<VolumeRow, 'id' | 'archive'>, path: RawPath): MediaStructError {
  return new MediaStructError(
    'ID_TAKEN',
    `${toText(archive)} has, or had, other files below ${id}: ${toText(path)}.`,
    {hint: 'Give the disc another --id.'},
  )
}

export function otherContent({id}: VolumeRow, path: RawPath): MediaStructError {
  return new MediaStructError('CONTRADICTION', `${toText(path)} had another content when ${id} came in.`, {
    hint: 'Nothing was recorded. If it is another disc, give it another --id.',
  })
}

export function otherDisc({id}: VolumeRow): MediaStructError {
  return new MediaStructError('WRONG_DISC', `None of the files of ${id} that came in is on it.`, {
    hint: 'Nothing was recorded. If it is another disc, give it another --id.',
  })
}
